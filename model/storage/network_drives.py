"""Whether a folder lies on a drive that other machines see, too: there SQLite must not keep a database.

Its readers and writers share memory, which machines do not, and file locks, which few network file systems keep.
Knows the names of file systems, as the operating system says them. Does not know what lies on them.
"""

from __future__ import annotations

from pathlib import Path

import psutil

# As Linux and macOS call them. What a virtual machine shares with its host is not among them: that is one machine's.
_KINDS = frozenset({
    "nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afp", "afpfs", "afs", "openafs", "auristorfs",
    "ncpfs", "coda", "webdav", "davfs", "davfs2", "sshfs", "ceph", "ceph-fuse", "glusterfs", "lustre", "beegfs",
    "beegfs_nodev", "gpfs", "panfs", "pvfs2", "orangefs", "mfs", "juicefs", "gfs2", "ocfs2", "s3fs", "gcsfuse",
    "rclone",
})  # fmt: skip


def kind_of(folder: Path) -> str:
    """Return what the network file system is called on which a folder lies, or would lie.

    "" where it is a disk of this machine alone, or where nobody can tell.
    """
    try:
        place = folder.resolve()
        partitions = psutil.disk_partitions(all=True)
    except (OSError, RuntimeError, psutil.Error):
        return ""
    if place.drive.startswith("\\\\"):  # of Windows: \\server\folder
        return "SMB"
    above = [each for each in partitions if each.mountpoint and place.is_relative_to(each.mountpoint)]
    if not above:
        return ""
    mounted = sorted(above, key=lambda each: len(each.mountpoint))[-1]  # the longest, and of several the last one
    kind = mounted.fstype.lower().removeprefix("fuse.")
    return kind if kind in _KINDS else "SMB" if "remote" in mounted.opts.split(",") else ""  # a drive of Windows

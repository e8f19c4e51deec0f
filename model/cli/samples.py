"""Commands about the class's own digits: count, list, export, import, change and delete them.

Knows samples. Does not know pages; who sits at the computer is the teacher.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from model.cli.options import WRITTEN, write
from model.cli.tables import left, right
from model.errors import SampleError
from model.inference.loaded import classifier_in
from model.languages.percent import percent
from model.languages.translation import _, ngettext
from model.people.visitor import TEACHER
from model.samples import actions, exchange, listing, store
from model.samples.doubts import looks_mislabelled
from model.samples.lines import to_line
from model.samples.pictures import LeftOut
from model.samples.sample import NO_DIGIT, Sample
from model.samples.store import Filter
from model.versions import published

_MOST_FILE = 100_000_000  # bytes of a file that is imported
_LABELS = (*range(10), NO_DIGIT)


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.pass_context
def samples(context: click.Context, as_json: bool) -> None:
    """Count the class's own digits, by writer and label; the commands below change them.

    The label -1 stands for a drawing that shows no digit.
    """
    if context.invoked_subcommand:
        return
    counts, waiting = store.counts(), sum(store.counts(Filter(is_approved=False)).values())
    removed = sum(store.counts(Filter(is_removed=True)).values())
    if as_json:
        writers = {writer: _by_label(counts, writer) for writer in sorted({writer for writer, __ in counts})}
        click.echo(
            json.dumps({"samples": sum(counts.values()), "waiting": waiting, "removed": removed, "writers": writers})
        )
        return
    click.echo(left(_("writer"), 20) + "".join(f"{label:>6}" for label in _LABELS) + right(_("together"), 10))
    for writer in sorted({writer for writer, __ in counts}):
        _print_row(writer, _by_label(counts, writer))
    _print_row(_("all"), _by_label(counts, None))
    click.echo(_("{waiting} wait to be approved, {removed} are removed.").format(waiting=waiting, removed=removed))


def _by_label(counts: dict[tuple[str, int], int], writer: str | None) -> dict[int, int]:
    """Return how many samples of a writer, or of all, there are of each label."""
    found: Counter[int] = Counter()
    for (who, label), count in counts.items():
        if writer in (None, who):
            found[label] += count
    return dict(found)


def _print_row(name: str, counted: dict[int, int]) -> None:
    numbers = "".join(f"{counted.get(label, 0):>6}" for label in _LABELS)
    click.echo(f"{left(name, 20)}{numbers}{sum(counted.values()):>10}")


@samples.command("list")
@click.option("--writer", help=_("Only those of this writer."))
@click.option("--waiting", is_flag=True, help=_("Only those that wait to be approved."))
@click.option("--removed", is_flag=True, help=_("Those that were removed."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON array."))
def list_samples(writer: str | None, waiting: bool, removed: bool, as_json: bool) -> None:
    """List the digits, newest first: id, label, when, writer, nickname."""
    of = Filter(writer=writer, is_approved=False if waiting else None, is_removed=removed)
    found = store.select(of)
    if as_json:
        click.echo(json.dumps([{"id": each.id, **json.loads(to_line(each))} for each in found]))
        return
    for each in found:
        _print(each)


@samples.command()
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON array."))
def doubts(as_json: bool) -> None:
    """List the digits that the network in use surely reads otherwise: their label may be wrong."""
    found = looks_mislabelled(store.select(), classifier_in(published.current()))
    if as_json:
        said = [
            {"id": each.id, "label": each.label, "answer": answer, "confidence": round(confidence, 4)}
            for each, answer, confidence in found
        ]
        click.echo(json.dumps(said))
        return
    for each, answer, confidence in found:
        _print(each, _("reads {answer}, {confidence}").format(answer=answer, confidence=percent(confidence)))


def _print(sample: Sample, *more: str) -> None:
    moment = sample.created.astimezone().strftime("%Y-%m-%d %H:%M")
    click.echo("  ".join((sample.id, f"{sample.label:>2}", moment, sample.writer, sample.nickname, *more)).rstrip())


@samples.command("export")
@click.argument("file", type=WRITTEN)
def export_samples(file: Path) -> None:
    """Write all digits into FILE: a zip with a picture of each where it ends in .zip, else packed lines of JSON.

    Those that were removed stay out. What is imported from that file is the same set.
    """
    found = actions.take_home(TEACHER)
    content = exchange.to_zip(found) if file.suffix == ".zip" else exchange.to_lines(found)
    write(file, lambda part: part.write_bytes(content))
    click.echo(_("Written: {file}").format(file=file))


@samples.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_samples(file: Path) -> None:
    """Bring in the digits of FILE: lines of JSON, or a zip; what is there already is not brought in again."""
    with file.open("rb") as opened:
        content = opened.read(_MOST_FILE + 1)
    if len(content) > _MOST_FILE:
        raise SampleError("too-large-file", "“{file}” is larger than any set of digits that is exported.", file=file)
    found, left_out = exchange.read(content, file.name)
    taken_in = actions.take_in(found, TEACHER)
    click.echo(_("{new} new digits, of {count} in the file").format(new=taken_in.new, count=len(found)))
    _say_removed(taken_in.removed)
    _say_left_out(left_out)


def _say_removed(count: int) -> None:
    if count:
        said = ngettext(
            "{count} was removed before: `samples list --removed` shows it, and `samples bring-back` brings it back.",
            "{count} were removed before: `samples list --removed` shows them, and `samples bring-back` brings them"
            " back.",
            count,
        )
        click.echo(said.format(count=count))


def _say_left_out(left_out: Sequence[LeftOut]) -> None:
    if not left_out:
        return
    said = ngettext("{count} file was left out", "{count} files were left out", len(left_out))
    click.echo(said.format(count=len(left_out)), err=True)
    for each in left_out:
        click.echo(_("Left out: {file}").format(file=each.in_words()), err=True)


@samples.command()
@click.argument("sample_ids", nargs=-1)
def approve(sample_ids: tuple[str, ...]) -> None:
    """Let digits be learned from: those with these ids, or all that wait."""
    waiting = {each.id: each.label for each in listing.everything() if not each.is_approved and not each.is_removed}
    _say(actions.approve(_labels(sample_ids) if sample_ids else waiting, TEACHER))


@samples.command()
@click.argument("label", type=click.IntRange(NO_DIGIT, 9))
@click.argument("sample_ids", nargs=-1, required=True)
def relabel(label: int, sample_ids: tuple[str, ...]) -> None:
    """Say what digits show: 0 to 9, or -1 for no digit (then write -- before it)."""
    _say(actions.relabel(sample_ids, label, TEACHER))


@samples.command()
@click.argument("sample_ids", nargs=-1, required=True)
def remove(sample_ids: tuple[str, ...]) -> None:
    """Remove digits; they are kept, and can be brought back."""
    _say(len(actions.remove(_labels(sample_ids), TEACHER)))


@samples.command("bring-back")
@click.argument("sample_ids", nargs=-1, required=True)
def bring_back(sample_ids: tuple[str, ...]) -> None:
    """Bring back digits that were removed."""
    _say(actions.bring_back(sample_ids, TEACHER))


@samples.command("delete-writer")
@click.argument("writer")
def delete_writer(writer: str) -> None:
    """Delete for good all that WRITER gave, from what was taught, too."""
    count = actions.delete_writer(writer, TEACHER)  # from the exports, too, where that failed the last time
    if not count:
        raise SampleError(
            "no-such-writer", "There is no writer {writer!r}. `python -m model samples` lists them.", writer=writer
        )
    _say(count)


@samples.command("delete-all")
@click.option("--yes", is_flag=True, help=_("They cannot be brought back: say that you want it."))
def delete_all(yes: bool) -> None:
    """Delete all digits of everybody for good, from what was taught, too."""
    if not yes:
        raise click.UsageError(_("All digits are deleted for good. Export them first; then add --yes."))
    _say(actions.delete_everything(TEACHER))


def _labels(sample_ids: tuple[str, ...]) -> dict[str, int]:
    """Return the labels of digits by their ids; raises SampleError: none of them is there."""
    found = {each.id: each.label for each in listing.everything() if each.id in sample_ids}
    if not found:
        raise store.gone()
    return found


def _say(count: int) -> None:
    click.echo(_("{count} digits").format(count=count))

"""Promises of how much a pupil may train, also when two tabs are pressed at once; the teacher has no limit."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier as BarrierOfProcesses
from pathlib import Path
from threading import Barrier
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from model.config import OWN, PRESETS, Ingredient, TrainingConfig
from model.datasets import registry, uploads
from model.datasets.uploads import PictureSet
from model.errors import DataError, DiskError, RightsError
from model.networks.layers import conv
from model.people import rules
from model.people.visitor import TEACHER, Visitor
from model.runs import actions, allowance, groups, store
from model.runs.state import State
from model.runs.store import Run
from model.storage.database.engine import open_database
from model.storage.paths import ROOT
from tests.datasets.pictures import more_digits
from tests.runs.conftest import RecordingExecutor, asked, of_this_process

PUPIL = Visitor("a" * 16)
CONFIG = PRESETS["fast"].replace(share=0.01)
RACE = {str(seed): CONFIG.replace(seed=seed) for seed in range(4)}


@pytest.fixture(autouse=True)
def executor_that_starts_nothing(executor: RecordingExecutor) -> None:
    """Let nothing be trained here."""


def start(configs: Sequence[TrainingConfig], by: Visitor) -> None:
    """Start a training, or several together."""
    if len(configs) == 1:
        actions.train(*configs, by)
    else:
        actions.train_group("seeds", {str(at): each for at, each in enumerate(configs)}, by)


def refused(ask: Callable[..., object], configs: Sequence[TrainingConfig], by: Visitor) -> str:
    """Return the reason for which trainings are refused, "" where they are not."""
    try:
        ask(configs, by)
    except RightsError as error:
        return error.reason
    return ""


def reason(*configs: TrainingConfig, by: Visitor = PUPIL) -> str:
    """Return the reason for which trainings are refused, before and when they are to start; "" where they may."""
    before = refused(allowance.check, configs, by)
    assert not before or refused(start, configs, by) == before
    return before


def count_of_runs() -> int:
    """Return how many runs there are."""
    return len(store.all_runs())


def test_pupil_trains_one_at_a_time() -> None:
    run = actions.train(CONFIG, PUPIL)
    for state in (State(), of_this_process(), of_this_process(epoch=1)):
        run.write_state(state)
        assert reason(CONFIG) == reason(*RACE.values()) == "one-at-a-time"
    assert reason(CONFIG, by=Visitor("b" * 16)) == ""
    assert count_of_runs() == 1
    for status in ("finished", "stopped", "failed", "paused"):
        run.write_state(State(status))  # type: ignore[arg-type]
        assert reason(CONFIG) == ""


def test_race_is_one_training() -> None:
    group = actions.train_group("seeds", RACE, PUPIL)
    assert reason(CONFIG) == "one-at-a-time"
    *others, last = group.runs().values()
    for run in others:
        run.write_state(State("finished"))
    assert reason(CONFIG) == "one-at-a-time"
    last.write_state(State("finished"))
    assert reason(CONFIG) == ""


def test_race_of_a_pupil_has_four_runs_at_most() -> None:
    assert reason(*RACE.values(), CONFIG) == "too-many-for-pupil"
    assert count_of_runs() == 0
    assert not groups.all_groups()
    assert len(actions.train_group("seeds", RACE, PUPIL).runs()) == 4


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"share": 1.0, "epochs": 10, "validation_split": 0.0}, ""),
        ({"share": 1.0, "epochs": 11, "validation_split": 0.0}, "too-long-for-pupil"),
        ({"share": 0.5, "epochs": 20, "validation_split": 0.0}, ""),
        ({"share": 0.5, "epochs": 21, "validation_split": 0.0}, "too-long-for-pupil"),
        ({"share": 0.01, "epochs": 200}, ""),
        ({"share": 1.0, "epochs": 12, "folds": 5}, ""),
        ({"share": 1.0, "epochs": 13, "folds": 5}, "too-long-for-pupil"),
        (
            {"share": 0.5, "epochs": 5, "mixed": (Ingredient("more", 4.0),), "validation_split": 0.0},
            "too-long-for-pupil",
        ),
        ({"data": "handwriting", "loss": "categorical_crossentropy"}, "data-for-teacher"),
        (
            {"data": "more", "mixed": (Ingredient("handwriting", 0.1),), "loss": "categorical_crossentropy"},
            "data-for-teacher",
        ),
    ],
)
def test_training_of_a_pupil_sees_ten_times_sixty_thousand_pictures_at_most(
    changes: dict[str, object], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.DATA_SETS, "more", more_digits("more"))
    config = PRESETS["two-conv"].replace(**changes)
    assert reason(config) == why
    assert reason(config, by=TEACHER) == ""


def test_refusal_says_what_would_do() -> None:
    with pytest.raises(RightsError) as caught:
        allowance.check([PRESETS["two-conv"].replace(epochs=50, validation_split=0.0)], PUPIL)
    assert str(caught.value) == (
        "With 60,000 pictures a pupil may train at most 10 epochs. Choose fewer epochs, or fewer pictures."
    )


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("remedies", [{}, {"batch_norm": True, "dropout": 0.5}])
def test_every_preset_as_it_is_known_takes_no_more_memory_than_a_pupils_training_may(
    name: str, remedies: dict[str, Any]
) -> None:
    data = {"data": "mnist"} if PRESETS[name].data == "handwriting" else {}
    config = PRESETS[name].replace(**remedies, **data)
    assert reason(config.replace(share=0.1, epochs=1)) == ""


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"batch_size": 2048}, ""),
        ({"batch_size": 4096}, "too-much-memory-for-pupil"),
        ({"batch_size": 4096, "width": 0.5}, ""),
        ({"network": "fast", "batch_size": 4096}, ""),
        ({"network": OWN, "layers": (conv(64, padding="same"),) * 3, "batch_size": 512}, ""),
        ({"network": OWN, "layers": (conv(64, padding="same"),) * 3, "batch_size": 1024}, "too-much-memory-for-pupil"),
    ],
)
def test_batch_of_a_pupil_takes_so_much_memory_at_most(changes: dict[str, Any], why: str) -> None:
    config = CONFIG.replace(network="two-conv").replace(**changes)
    assert reason(config) == why
    assert reason(config, by=TEACHER) == ""


def test_refusal_of_a_large_batch_says_what_to_choose() -> None:
    with pytest.raises(RightsError) as caught:
        allowance.check([PRESETS["two-conv"].replace(batch_size=4096)], PUPIL)
    assert str(caught.value) == (
        "With 4,096 pictures in a batch this network takes more memory than a pupil's training may. Choose fewer"
        " pictures in a batch, or fewer filters."
    )


def test_one_run_that_is_too_long_refuses_the_race() -> None:
    assert reason(CONFIG, PRESETS["two-conv"].replace(epochs=50)) == "too-long-for-pupil"
    assert count_of_runs() == 0


def test_own_pictures_count_as_others_do() -> None:
    x = np.random.default_rng(0).integers(0, 256, (100, 32, 32, 3), np.uint8)
    own = uploads.save(PictureSet("Pets", ("cats", "dogs"), x, np.repeat(np.arange(2), 50)), PUPIL.owner)
    assert reason(PRESETS["binary"].replace(data=own, epochs=200)) == ""
    with pytest.raises(DataError, match="There are no pictures"):
        actions.train(PRESETS["binary"].replace(data="pets-00000000"), PUPIL)
    assert count_of_runs() == 0


def pets(number: int) -> PictureSet:
    """Return own pictures, others for each number."""
    x = np.random.default_rng(number).integers(0, 256, (20, 8, 8, 3), np.uint8)
    return PictureSet("Pets", ("cats", "dogs"), x, np.repeat(np.arange(2), 10))


def test_pupil_keeps_so_many_sets_of_own_pictures_and_the_teacher_any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "MOST_SETS", 2)
    kept = [actions.add_pictures(pets(number), PUPIL) for number in range(2)]
    with pytest.raises(RightsError, match="A pupil may keep at most 2 sets of own pictures"):
        actions.add_pictures(pets(2), PUPIL)
    assert actions.add_pictures(pets(1), PUPIL) == kept[1]
    actions.add_pictures(pets(3), Visitor("b" * 16))
    for number in range(4, 7):
        actions.add_pictures(pets(number), TEACHER)
    actions.delete_pictures(kept[0], PUPIL)
    assert uploads.owner_of(actions.add_pictures(pets(2), PUPIL)) == PUPIL.id


def noise(number: int) -> PictureSet:
    """Return own pictures of 1.2 MB, others for each number, that take as much on the disk."""
    x = np.random.default_rng(number).integers(0, 256, (100, 64, 64, 3), np.uint8)
    return PictureSet("Noise", ("cats", "dogs"), x, np.repeat(np.arange(2), 50))


def test_pictures_of_all_pupils_take_a_fifth_at_most_and_those_of_the_teacher_what_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INKLING_BUDGET_GB", "0.02")
    actions.add_pictures(noise(0), TEACHER)
    kept = [actions.add_pictures(noise(number), Visitor(f"{number:016x}")) for number in (1, 2, 3)]
    with pytest.raises(RightsError, match=r"all pupils may take 0.004 GB together.+Delete some of yours .+ or ask"):
        actions.add_pictures(noise(4), PUPIL)
    assert actions.add_pictures(noise(3), PUPIL) == kept[2]
    actions.add_pictures(noise(4), TEACHER)
    actions.delete_pictures(kept[0], TEACHER)
    actions.add_pictures(noise(5), PUPIL)


def test_two_pupils_who_add_at_once_do_not_take_more_than_a_fifth_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_BUDGET_GB", "0.009")
    together = Barrier(4)

    def add(number: int) -> str:
        together.wait()
        return refused(lambda __, by: actions.add_pictures(noise(number), by), [], Visitor(f"{number:016x}"))

    with ThreadPoolExecutor(4) as pupils:
        assert sorted(pupils.map(add, range(4))) == ["", *["pupils-pictures-full"] * 3]
    assert len(uploads.all_sets()) == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_servers_of_one_store_let_a_pupil_keep_no_set_too_many(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_STORE", str(tmp_path / "store"))
    open_database()
    add = (
        "import sys, time; from model.errors import RightsError; from model.people.visitor import Visitor\n"
        "from model.runs import actions, allowance; from tests.datasets.pictures import spotted\n"
        "allowance.MOST_SETS, allowance._check_share = 4, lambda __: time.sleep(0.3)\n"
        "print('ready', flush=True); input()\n"
        "for number in range(4):\n"
        "    try: actions.add_pictures(spotted(int(sys.argv[1]) + number), Visitor('a' * 16))\n"
        "    except RightsError as error: print(error.reason)\n"
    )
    servers = []
    for first in (20, 30):
        monkeypatch.setenv("INKLING_HOME", str(tmp_path / f"home-{first}"))
        command = [sys.executable, "-c", add, str(first)]
        pipe = subprocess.PIPE
        servers.append(subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, bufsize=1))
    assert [server.stdout.readline() for server in servers if server.stdout] == ["ready\n"] * 2
    for server in servers:
        print(file=server.stdin, flush=True)
    said = "".join(server.communicate(timeout=60)[0] for server in servers)
    assert said.split() == ["too-many-sets"] * 4
    assert len(uploads.all_sets()) == 4


def test_no_run_goes_for_the_pictures_of_a_pupil(monkeypatch: pytest.MonkeyPatch) -> None:
    for __ in range(3):
        run = store.create(CONFIG)
        (run.folder / "weights.npz").write_bytes(bytes(3_000_000))
        run.write_state(State("finished"))
    monkeypatch.setenv("INKLING_BUDGET_GB", "0.008")
    with pytest.raises(DiskError, match="is used up"):
        actions.add_pictures(pets(0), PUPIL)
    assert count_of_runs() == 3
    actions.add_pictures(pets(0), TEACHER)
    assert count_of_runs() == 2
    actions.add_pictures(pets(1), PUPIL)


def test_who_may_not_train_adds_no_pictures() -> None:
    rules.change(TEACHER, training=False)
    for by, reason in ((PUPIL, "training-off"), (Visitor(""), "unknown-visitor")):
        with pytest.raises(RightsError) as caught:
            actions.add_pictures(pets(0), by)
        assert caught.value.reason == reason
    assert uploads.all_sets() == []
    assert [actions.add_pictures(pets(0), TEACHER)] == uploads.all_sets()


def test_nobody_trains_while_the_teacher_has_switched_it_off_but_the_teacher() -> None:
    paused = actions.train(CONFIG, PUPIL)
    actions.pause(paused, PUPIL)
    rules.change(TEACHER, training=False)
    assert reason(CONFIG) == "training-off"
    with pytest.raises(RightsError, match="switched training off"):
        actions.go_on(paused, PUPIL)
    assert paused.state().status == "paused"
    actions.train(CONFIG, TEACHER)
    rules.change(TEACHER, training=True)
    actions.go_on(paused, PUPIL)
    assert paused.state().is_open


def test_visitor_without_a_cookie_does_not_train() -> None:
    assert reason(CONFIG, by=Visitor("")) == "unknown-visitor"
    assert count_of_runs() == 0


def test_going_on_counts_as_starting_does() -> None:
    first = actions.train(CONFIG, PUPIL)
    actions.pause(first, PUPIL)
    second = actions.train(CONFIG, PUPIL)
    with pytest.raises(RightsError) as caught:
        actions.go_on(first, PUPIL)
    assert (caught.value.reason, first.state().status) == ("one-at-a-time", "paused")
    actions.stop(second, PUPIL)
    actions.go_on(first, PUPIL)
    assert reason(CONFIG) == "one-at-a-time"


def test_all_pupils_together_have_forty_open_runs_at_most() -> None:
    """Whoever throws the cookie away comes as somebody else, and counts all the same."""
    made = [store.create(CONFIG, owner=f"{number:016x}") for number in range(38)]
    for _ in range(3):
        store.create(CONFIG)  # the teacher's do not count
    assert reason(CONFIG, CONFIG, CONFIG) == "class-is-busy"
    assert reason(CONFIG, CONFIG) == reason(CONFIG) == ""
    made += [store.create(CONFIG, owner=f"{number:016x}") for number in range(38, 40)]
    assert reason(CONFIG) == "class-is-busy"
    paused = store.create(CONFIG, owner=PUPIL.owner)
    paused.write_state(State("paused"))
    with pytest.raises(RightsError, match="The class trains 40 runs already"):
        actions.go_on(paused, PUPIL)
    actions.train(CONFIG, TEACHER)
    made[0].write_state(State("finished"))
    actions.go_on(paused, PUPIL)


def test_start_of_a_pupil_asks_no_more_of_the_database_where_there_are_more_runs() -> None:
    """Nobody else changes a run meanwhile."""
    counts = []
    for __ in range(2):
        for run in store.create_all([CONFIG] * 10):
            run.write_state(State("finished"))
        with asked() as statements, allowance.granted([CONFIG], PUPIL):
            pass
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_teacher_has_no_limits() -> None:
    actions.train(PRESETS["shipped"].replace(epochs=200), TEACHER)
    actions.train_group("race", {str(seed): CONFIG.replace(seed=seed) for seed in range(10)}, TEACHER)
    assert count_of_runs() == 11


def at_once(barrier: Barrier) -> Run | str:
    """Start a training when all others do; return it, or the reason for which it is refused."""
    barrier.wait(60)
    try:
        return actions.train(CONFIG, PUPIL)
    except RightsError as error:
        return error.reason


def test_of_tabs_that_are_pressed_at_once_one_starts_a_training() -> None:
    barrier = Barrier(8)
    with ThreadPoolExecutor(8) as tabs:
        said = list(tabs.map(at_once, [barrier] * 8))
    assert said.count("one-at-a-time") == 7
    assert [each for each in said if isinstance(each, Run)] == store.all_runs()


def in_another_process(barrier: BarrierOfProcesses) -> None:
    """Start a training when the other process does; end with 1 where it is refused."""
    barrier.wait(60)
    try:
        actions.train(CONFIG, PUPIL)
    except RightsError as error:
        raise SystemExit(int(error.reason == "one-at-a-time") or 2) from error


def test_of_processes_that_start_at_once_one_starts_a_training(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # They would begin with the main module, and a page that another test ran has taken that place.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    store.create(CONFIG).write_state(of_this_process())  # it has the only place: nothing is trained
    spawning = multiprocessing.get_context("spawn")
    barrier = spawning.Barrier(2)
    processes = [spawning.Process(target=in_another_process, args=(barrier,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert sorted(process.exitcode or 0 for process in processes) == [0, 1]
    assert [run.owner() for run in store.all_runs()] == [PUPIL.id, ""]

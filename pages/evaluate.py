"""Page "Evaluate": choose a classifier -> figures, mistakes, comparison, damage, how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model import damage, mistakes, runs, versions
from model.answers import BENCH, Answers, answers_of, damage_bench
from model.cards import read_card
from model.errors import ClassifierError, InklingError
from model.surfaces import SURFACES
from ui import charts, judging, layout, reading, state


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/evaluate.py")
    st.title("Evaluate a network")
    names = networks()
    folder = st.selectbox("Network", list(names), format_func=names.__getitem__, key="evaluate-network")
    view = st.segmented_control("What do you want to see?", list(VIEWS), default="Overview") or "Overview"
    try:
        VIEWS[view](asked(folder))
    except InklingError as error:
        st.error(str(error))


def networks() -> dict[Path, str]:
    """Return the name of each classifier by its folder: the one in use, the shipped one, those of the runs."""
    names = {}
    for folder in dict.fromkeys([versions.current(), versions.SHIPPED, *(run.folder for run in runs.all_runs())]):
        with suppress(ClassifierError):  # a damaged one harms no other
            name = str(read_card(folder).get("name", folder.name))
            names[folder] = f"{name} (shipped)" if folder == versions.SHIPPED else f"{name}, {folder.name}"
    return names


def choose_other(first: Answers, key: str, none: str | None = None) -> Answers | None:
    """Let another classifier be chosen to compare with; None where none is, or where there is no other."""
    names = {folder: name for folder, name in networks().items() if folder != first.folder}
    if not names:
        st.info("There is no second network yet. Train one on the Train page, and compare it here.")
        return None
    nobody = Path()
    folder = st.selectbox(
        "Compare with",
        [nobody, *names] if none else list(names),
        format_func=lambda folder: str(none) if folder == nobody else names[folder],
        key=f"evaluate-{key}",
    )
    if folder == nobody:
        return None
    other = asked(folder)
    first.must_fit(other)
    return other


def asked(folder: Path) -> Answers:
    """Return the classifier's answers, with a progress bar where they are not known yet."""
    place = st.empty()
    answers = answers_of(folder, tell=teller(place, "The network reads its test pictures …"))
    place.empty()
    return answers


def teller(place: DeltaGenerator, words: str) -> Callable[[float], object]:
    """Return what shows in a place how far something is, a share from 0 to 1."""
    return lambda done: place.progress(done, words)


def show_overview(answers: Answers) -> None:
    """Show accuracy, loss, calibration, the figures of each class, and what is confused most."""
    from model.evaluation import measure  # brings scikit-learn

    result = measure(answers.probabilities, answers.labels)
    low, high = result.accuracy_interval
    accuracy, loss, calibration = st.columns(3)
    accuracy.metric("Accuracy", f"{result.accuracy:.2%}")
    accuracy.caption(f"95 % interval: {low:.2%} to {high:.2%}, of {len(answers.labels):,} test pictures.")
    loss.metric("Loss", f"{result.loss:.4f}")
    calibration.metric("Calibration error", f"{result.calibration_error:.4f}", help="0: as sure as it is right.")
    st.subheader("What is confused most", anchor=False)
    found = mistakes.confusions(result.confusion)
    st.markdown("\n".join(f"- {one.in_words(answers.classes)}" for one in found) or "Nothing is confused.")
    st.subheader("Each class", anchor=False)
    rows = [{"Class": answers.classes[int(row["label"])], **row} for row in result.per_class]
    rows += [{"Class": f"average ({name})", **row, "support": len(answers.labels)}
             for name, row in result.averages.items()]  # fmt: skip
    st.table(
        [
            {
                "Class": row["Class"],
                "Precision": f"{row['precision']:.2%}",
                "Recall": f"{row['recall']:.2%}",
                "F1": f"{row['f1']:.2%}",
                "Pictures": f"{row['support']:,}",
            }
            for row in rows
        ]
    )


def show_matrix(answers: Answers) -> None:
    """Show how many pictures of each class are read as each class, and those of the cell that is clicked."""
    from model.evaluation import measure  # brings scikit-learn

    matrix = measure(answers.probabilities, answers.labels).confusion
    numbers = range(len(answers.classes))
    if st.session_state.get(state.TRUE) not in numbers or st.session_state.get(state.TAKEN_FOR) not in numbers:
        worst = next(iter(mistakes.confusions(matrix)), None)
        st.session_state[state.TRUE], st.session_state[state.TAKEN_FOR] = (
            (worst.true, worst.taken_for) if worst else (0, 0)
        )
    chosen = st.session_state[state.TRUE], st.session_state[state.TAKEN_FOR]
    st.caption(
        "A row: all pictures with one label. Blue is read right, orange wrong. Click a cell to see its pictures."
    )
    st.altair_chart(
        charts.confusion_matrix(matrix, answers.classes, chosen), on_select=take_cell, key=state.MATRIX, width="stretch"
    )
    with st.container(horizontal=True):
        st.selectbox("Label", numbers, format_func=answers.classes.__getitem__, key=state.TRUE, width=200)
        st.selectbox("Read as", numbers, format_func=answers.classes.__getitem__, key=state.TAKEN_FOR, width=200)
    judging.show_pictures(answers, mistakes.cell(answers.probabilities, answers.labels, *chosen))


def take_cell() -> None:
    """Choose the class and the answer of the cell that was clicked."""
    for cell in st.session_state[state.MATRIX].selection[charts.CELL]:
        st.session_state[state.TRUE], st.session_state[state.TAKEN_FOR] = cell["true"], cell["taken_for"]


def show_mistakes(answers: Answers) -> None:
    """Show the pictures that are hardest, most confidently wrong, or look mislabelled."""
    kinds: dict[str, tuple[str, Callable[..., mistakes.Places]]] = {
        "Hardest": ("Their label surprised the network most.", mistakes.hardest),
        "Surely wrong": ("Read wrong, the surest first.", mistakes.confidently_wrong),
        "Look mislabelled": (
            "They look more like another class than their label says. The network may be wrong, too.",
            mistakes.look_mislabelled,
        ),
    }
    kind = st.segmented_control("Which pictures?", list(kinds), default="Hardest") or "Hardest"
    sentence, find = kinds[kind]
    st.caption(sentence)
    judging.show_pictures(answers, find(answers.probabilities, answers.labels))


def show_two(answers: Answers) -> None:
    """Show who of two classifiers is right where, and whether that is more than chance."""
    from model.evaluation import compare  # brings scikit-learn

    other = choose_other(answers, "other")
    if other is None:
        return
    names = networks()
    one, two = names[answers.folder], names[other.folder]
    st.markdown(compare(answers.labels_read, other.labels_read, answers.labels).in_words(f"“{one}”", f"“{two}”"))
    groups = mistakes.who_is_right(answers.labels_read, other.labels_read, answers.labels)
    titles = {"both": "Both", "only_first": f"Only {one}", "only_second": f"Only {two}", "neither": "Neither"}
    group = st.radio(
        "Who is right?",
        list(groups),
        index=1,
        format_func=lambda name: f"{titles[name]}: {len(groups[name]):,}",
    )
    st.caption(f"Below each picture: what “{one}” reads, then what “{two}” reads.")
    judging.show_pictures(answers, groups[group], other)


def show_damage(answers: Answers) -> None:
    """Show how damage changes one picture and its answer, and how much damage one or two classifiers endure."""
    kinds = damage.kinds_for(answers.pictures[np.array([0])].images())
    with st.container(horizontal=True):
        kind = st.selectbox("Damage", kinds, format_func=str.capitalize, width=200, key="damage-kind")
        at = st.number_input("Test picture", 0, len(answers.labels) - 1, 0, width=200)
    most = float(damage.KINDS[kind].levels[-1])
    strength = st.slider(
        f"Strength: {damage.KINDS[kind].meaning}", 0.0, most, most / 2, most / 20, key=f"damage-{kind}"
    )
    image = answers.pictures[np.array([at])].images()
    hurt = damage.damaged(image, kind, strength)
    with st.spinner("The network wakes up …"):
        shares = state.classifier_in(answers.folder).probabilities(hurt)[0]
    st.caption(f"Its label says {answers.classes[answers.labels[at]]}.")
    reading.show_classes((hurt[0] * 255).round().astype(np.uint8), answers.classes, shares)
    if kind in SURFACES:
        st.caption("The network gets the picture as it is. On the Draw page, Inkling takes paper and light away first.")
    show_bench(answers, kinds)


def show_bench(answers: Answers, kinds: list[str]) -> None:
    """Show the accuracy under each kind and strength of damage, of one or two classifiers."""
    count = min(BENCH, len(answers.labels))
    st.subheader("How much damage does it endure?", anchor=False)
    st.caption(f"Accuracy on the same {count:,} test pictures, for four strengths of each damage, from light to heavy.")
    other = choose_other(answers, "bench", "No other network") if len(networks()) > 1 else None
    if not st.session_state.get(state.MEASURED):
        st.button("Measure", on_click=measure_damage, help="It takes up to a minute; what was measured is kept.")
        return
    for one in filter(None, [answers, other]):
        place = st.empty()
        bench = damage_bench(one, teller(place, "Each damage is tried …"))
        rows = {
            kind.capitalize(): [
                (share, f"{level:g}") for share, level in zip(bench[kind], damage.KINDS[kind].levels, strict=True)
            ]
            for kind in kinds
        }
        place.html(judging.heat_table(networks()[one.folder], ["light", "medium", "strong", "heavy"], rows))


def measure_damage() -> None:
    """Let the damage bench be on show for the rest of the session."""
    st.session_state[state.MEASURED] = True


def show_threshold(answers: Answers) -> None:
    """Show what becomes of the answers when only sure ones are given."""
    from model.calibration import reliability, threshold_curve

    least = st.slider("Answer only when at least this sure", 0.0, 1.0, 0.9, 0.01, format="percent")
    (row,) = threshold_curve(answers.probabilities, answers.labels, np.array([least]))
    answered, right = st.columns(2)
    answered.metric("Answered", f"{row['answered']:.2%}")
    right.metric("Right among the answers", f"{row['right']:.2%}" if row["answered"] else "–")
    st.caption(f"{row['wrong']:,.0f} of the answers are wrong.")
    st.subheader("Is it as right as it is sure?", anchor=False)
    st.caption(
        "On the dashed line, of all answers that are 80% sure, 80% are right. Below it, the network is too sure."
    )
    st.altair_chart(charts.calibration(reliability(answers.probabilities, answers.labels)), width="stretch")


def show_download(answers: Answers) -> None:
    """Let all answers, and a report, be taken home; both are made when they are asked for."""
    st.caption("A row for each test picture: its label, what the network reads, and the probability of each class.")
    st.download_button("Answers (CSV)", lambda: make_csv(answers), f"answers-{answers.version}.csv", "text/csv")
    st.caption("One page with settings, curves, figures, matrix and worst mistakes. It opens without internet, too.")
    st.download_button("Report (HTML)", lambda: make_report(answers), f"report-{answers.version}.html", "text/html")


def make_csv(answers: Answers) -> str:
    """Return the answers as CSV."""
    from model.report import answers_csv  # brings scikit-learn

    return answers_csv(answers)


def make_report(answers: Answers) -> str:
    """Return the report as HTML."""
    from model.report import report_html  # brings scikit-learn

    return report_html(answers)


VIEWS: dict[str, Callable[[Answers], None]] = {
    "Overview": show_overview,
    "Matrix": show_matrix,
    "Mistakes": show_mistakes,
    "Two side by side": show_two,
    "Damage": show_damage,
    "How sure": show_threshold,
    "Download": show_download,
}

main()

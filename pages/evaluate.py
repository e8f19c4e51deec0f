"""Page "Evaluate": choose a classifier -> its figures, its mistakes, how it compares, how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import streamlit as st

from model import mistakes, runs, versions
from model.answers import Answers, answers_of
from model.cards import read_card
from model.errors import ClassifierError, InklingError
from model.report import answers_csv
from ui import charts, judging, layout, state


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/evaluate.py")
    st.title("Evaluate a network")
    folder = choose("Network", "network")
    view = st.segmented_control("What do you want to see?", list(VIEWS), default="Overview") or "Overview"
    try:
        VIEWS[view](asked(folder))
    except InklingError as error:
        st.error(str(error))


def choose(label: str, key: str) -> Path:
    """Let a classifier be chosen: the one in use, the shipped one, that of a run."""
    names = {}
    for folder in dict.fromkeys([versions.current(), versions.SHIPPED, *(run.folder for run in runs.all_runs())]):
        with suppress(ClassifierError):  # a damaged one harms no other
            name = str(read_card(folder).get("name", folder.name))
            names[folder] = f"{name} (shipped)" if folder == versions.SHIPPED else f"{name}, {folder.name}"
    return st.selectbox(label, list(names), format_func=names.__getitem__, key=f"evaluate-{key}")


def asked(folder: Path) -> Answers:
    """Return the classifier's answers, with a progress bar where they are not known yet."""
    place = st.empty()
    answers = answers_of(folder, tell=lambda done: place.progress(done, "The network reads its test pictures …"))
    place.empty()
    return answers


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

    other = asked(choose("Compare with", "other"))
    answers.must_fit(other)
    st.markdown(compare(answers.labels_read, other.labels_read, answers.labels).in_words())
    groups = mistakes.who_is_right(answers.labels_read, other.labels_read, answers.labels)
    titles = {"both": "Both", "only_first": "Only the first", "only_second": "Only the second", "neither": "Neither"}
    group = st.segmented_control(
        "Who is right?",
        list(groups),
        default="neither",
        format_func=lambda name: f"{titles[name]}: {len(groups[name]):,}",
    )
    judging.show_pictures(answers, groups[group or "neither"])


def show_threshold(answers: Answers) -> None:
    """Show what becomes of the answers when only sure ones are given."""
    from model.calibration import threshold_curve

    least = st.slider("Answer only when at least this sure", 0.0, 1.0, 0.9, 0.01, format="percent")
    (row,) = threshold_curve(answers.probabilities, answers.labels, np.array([least]))
    answered, right = st.columns(2)
    answered.metric("Answered", f"{row['answered']:.2%}")
    right.metric("Right among the answers", f"{row['right']:.2%}" if row["answered"] else "–")
    st.caption(f"{row['wrong']:,.0f} of the answers are wrong.")


def show_download(answers: Answers) -> None:
    """Let all answers be taken home."""
    st.caption("A row for each test picture: its label, what the network reads, and the probability of each class.")
    st.download_button("Answers (CSV)", answers_csv(answers), f"answers-{answers.version}.csv", "text/csv")


VIEWS: dict[str, Callable[[Answers], None]] = {
    "Overview": show_overview,
    "Matrix": show_matrix,
    "Mistakes": show_mistakes,
    "Two side by side": show_two,
    "How sure": show_threshold,
    "Download": show_download,
}

main()

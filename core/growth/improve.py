"""The heart of TnT-LLM: a taxonomy and a batch of documents make a change."""

from collections.abc import Mapping, Sequence

from core.corpus.document import Document
from core.errors import BadReply
from core.growth.reconcile import reconcile
from core.taxonomy.brief import Brief
from core.taxonomy.label import DocumentId
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.protocol import Teacher


async def improve(
    brief: Brief,
    taxonomy: Taxonomy,
    examples: Mapping[DocumentId, Document],
    name: str,
    batch: Sequence[Document],
    teacher: Teacher,
) -> Change:
    """One minibatch's change, or the final review's where the batch is empty (paper section 3.1).

    A reply that stays bad makes a change without labels, so that the taxonomy stays as it was and the failed
    step can be seen. Raises TeacherError where the teacher cannot go on at all.
    """
    try:
        proposal = await teacher.propose(brief, taxonomy, examples, batch)
        labels = reconcile(taxonomy, proposal)
    except BadReply as error:
        reason = f"This step changed nothing. {error}"
        return Change(labels=(), author=teacher.name, based_on=taxonomy.version, batch=name, reason=reason, failed=True)
    return Change(
        labels=labels,
        author=teacher.name,
        based_on=taxonomy.version,
        batch=name,
        reason=proposal.reason,
        score=proposal.score,
    )

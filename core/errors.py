"""Every error this package raises on purpose.

* TntError             the message is written for the person using the app: what happened, what to do
  x InvalidTaxonomy    an edit would leave the taxonomy meaningless
  x Conflict           someone else changed the same labels first
  x BadUpload          a file cannot be read as documents
  x BadBundle          a file is not a classifier of ours, or not a whole one
  x NotEnoughLabels    too few labelled documents to train or measure anything
  x NotFound           the project, taxonomy, run or label asked for is not in this workspace
  x TeacherError       a teacher could not answer
    + TeacherBusy      worth asking again later
    + BadReply         answered, but not in the form asked for
    + BudgetSpent      the run has taken all it may

Anything else that escapes is a bug, and may show as a traceback.
"""


class TntError(Exception):
    """The root of the tree. The app shows its message and nothing more."""


class InvalidTaxonomy(TntError):
    """Two labels of one name, a label that becomes itself, a parent that is not there."""


class Conflict(TntError):
    """The labels an edit touches have changed since the person or teacher looked at them."""


class BadUpload(TntError):
    """Says which row and why; nothing of the file has been kept."""


class BadBundle(TntError):
    """Says what is missing or altered in a classifier's file."""


class NotEnoughLabels(TntError):
    """Says how many labelled documents there are and how many are needed."""


class NotFound(TntError):
    """Says what was looked for."""


class TeacherError(TntError):
    """The teacher cannot go on: a wrong key, an unknown model, a refused request."""


class TeacherBusy(TeacherError):
    """Rate limits, time-outs and lost connections: the same request may go through later."""


class BadReply(TeacherError):
    """A reply that stays unusable after every try. What was known before it still holds."""


class BudgetSpent(TeacherError):
    """Nobody is asked any more until someone raises the budget. What is done is kept."""


class WaitsForPerson(TntError):
    """A run has something to ask of a person before it can go on."""

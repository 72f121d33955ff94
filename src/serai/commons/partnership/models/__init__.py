"""The nouns of the partnership, one file per family."""

from serai.commons.partnership.models.activity import (
    Activity,
    ActivityComponent,
    ActivityCount,
    ActivityKind,
    ActivityRole,
)
from serai.commons.partnership.models.body import Body, BodyMember, BodyRole, Partnership
from serai.commons.partnership.models.dates import DatedStatement
from serai.commons.partnership.models.framework import Commitment, Framework, Topic, TopicLink
from serai.commons.partnership.models.organisation import Organisation, Register
from serai.commons.partnership.models.project import (
    Component,
    Objective,
    Phase,
    Programme,
    Project,
    ProjectPartner,
)
from serai.commons.partnership.models.source import Disagreement, DisagreementLink, Source, Statement
from serai.commons.partnership.models.state import Participation, State, StateName
from serai.commons.partnership.models.telling import Telling
from serai.commons.partnership.models.upload import Upload

__all__ = [
    "Activity",
    "ActivityComponent",
    "ActivityCount",
    "ActivityKind",
    "ActivityRole",
    "Body",
    "BodyMember",
    "BodyRole",
    "Commitment",
    "Component",
    "DatedStatement",
    "Disagreement",
    "DisagreementLink",
    "Framework",
    "Objective",
    "Organisation",
    "Participation",
    "Partnership",
    "Phase",
    "Programme",
    "Project",
    "ProjectPartner",
    "Register",
    "Source",
    "State",
    "StateName",
    "Statement",
    "Telling",
    "Topic",
    "TopicLink",
    "Upload",
]

"""How far each kind of page is open to whom: written by hand from the roles of the domain.

One sign per person, in the order of `world.ACTORS`:

    guest | owner colleague manager outpost | outsider rival | leader | admin security auditor

`owner`, `colleague` (staff) and `manager` belong to the unit of the record, `outpost` is staff of
an office below it; `outsider` (staff) and `rival` (manager) belong to another unit.

    +  gets it                  0  404, exactly as if there were no such record
    -  403: the role, or the    >  is asked to sign in: 302 to /login, 401 for a form
       person, may not          ~  404 with words of its own: the record has no such part
                                !  400: may do it, but not in the state in which the record is
"""

# A pattern has one line per state of the record (see `world`): not confidential; confidential
# with only the owner on its list; confidential with colleague, manager and leader on it too.
PATTERNS = {
    # Pages without a record.
    "ALL":       {"open": "+ ++++ ++ + +++"},
    "SIGNED_IN": {"open": "> ++++ ++ + +++"},
    "BUSINESS":  {"open": "> ++++ ++ + ---"},
    "LOGGERS":   {"open": "> ++++ ++ - ---"},
    "MANAGERS":  {"open": "> --+- -+ - ---"},
    "ADMIN":     {"open": "> ---- -- - +--", "none": "> ---- -- - 0--"},
    "ACCOUNTS":  {"open": "> ---- -- - ++-", "none": "> ---- -- - 00-"},
    "AUDITOR":   {"open": "> ---- -- - --+"},
    "TAXONOMY":  {"open": "> ++++ ++ + ---", "none": "> 0000 00 0 ---"},
    # Open to all who read; changed by the people of the unit that it belongs to.
    "UNIT_EDIT": {"open": "> +++- -- - ---", "none": "> 0000 00 - ---"},
    # Figures of plans: entered and decided by managers of any unit.
    "FIGURES":   {"open": "> --+- -+ - ---", "none": "> --0- -0 - ---"},
    # What belongs to one person.
    "OWN":       {"open": "> +000 00 0 000", "none": "> 0000 00 0 000"},
    "OWN_TODO":  {"open": "> +000 00 0 ---", "none": "> 0000 00 0 ---"},
    # Views of lists: used by those below the unit that shares them, changed by who made them.
    "OWN_VIEW": {"open": "> +000 00 0 ---", "shared": "> --+- 00 0 ---", "none": "> 0000 00 0 ---"},
    "VIEW":     {"open": "> +000 00 0 ---", "shared": "> ++++ 00 0 ---", "none": "> 0000 00 0 ---"},
    "LOG_LIST": {"open": "> ++++ ++ - ---", "none": "> 0000 00 - ---"},
    "OWN_CHANGE": {"open": "> +000 00 - ---", "none": "> 0000 00 - ---"},
    # The owner has a feed, the others have none to close.
    "OWN_FEED":  {"open": "> +!!! !! ! ---"},
    # Events: the unit's; companies are added by all who were there.
    "EVENT":      {"open": "> +++0 00 + ---", "none": "> 0000 00 0 ---"},
    "EVENT_EDIT": {"open": "> +-+0 00 - ---", "none": "> 0000 00 - ---"},
    "EVENT_LOG":  {"open": "> +++0 00 - ---", "none": "> 0000 00 - ---"},
    "OWN_RUN":  {"open": "> +000 00 - ---", "none": "> 0000 00 - ---"},
    # Leads and projects: read by name or by code name; known by name; changed; managed.
    "READ": {
        "open":   "> +++0 00 + ---",
        "shut":   "> +++0 00 + ---",
        "shared": "> +++0 00 + ---",
        "none":   "> 0000 00 0 ---",
    },
    "KNOW": {
        "open":   "> +++0 00 + ---",
        "shut":   "> +--0 00 - ---",
        "shared": "> +++0 00 + ---",
        "none":   "> 0000 00 0 ---",
    },
    # What was done for a record: there for those who know the record by name.
    "FILE": {
        "open":   "> +++0 00 + ---",
        "shut":   "> +000 00 0 ---",
        "shared": "> +++0 00 + ---",
        "none":   "> 0000 00 0 ---",
    },
    # Corrected by whoever logged it and the managers of that unit; brought back by these.
    "DONE": {
        "open":   "> +-+0 00 - ---",
        "shut":   "> +000 00 - ---",
        "shared": "> +-+0 00 - ---",
        "none":   "> 0000 00 - ---",
    },
    "DONE_UNDO": {
        "open":   "> --+0 00 - ---",
        "shut":   "> -000 00 - ---",
        "shared": "> --+0 00 - ---",
        "none":   "> 0000 00 - ---",
    },
    "EDIT": {
        "open":   "> +-+0 00 - ---",
        "shut":   "> +--0 00 - ---",
        "shared": "> +-+0 00 - ---",
        "none":   "> 0000 00 - ---",
    },
    "MANAGE": {
        "open":   "> --+- -0 - ---",
        "shut":   "> ---- -0 - ---",
        "shared": "> --+- -0 - ---",
        "none":   "> --0- -0 - ---",
    },
    # The list of a confidential record; another has none.
    "LIST": {
        "open":   "> ~-~0 00 - ---",
        "shut":   "> +--0 00 - ---",
        "shared": "> +-+0 00 - ---",
        "none":   "> 0000 00 - ---",
    },
    # The pool: open to all units, except what is confidential.
    "CLAIM": {
        "open":   "> ++++ ++ - ---",
        "shut":   "> +--0 00 - ---",
        "shared": "> +++0 00 - ---",
        "none":   "> 0000 00 - ---",
    },
    # Companies are the zone's; a confidential one is there for its list alone.
    "COMPANY": {
        "open":   "> ++++ ++ + ---",
        "shut":   "> +000 00 0 ---",
        "shared": "> +++0 00 + ---",
        "none":   "> 0000 00 0 ---",
    },
    "COMPANY_LOG": {
        "open":   "> ++++ ++ - ---",
        "shut":   "> +000 00 - ---",
        "shared": "> +++0 00 - ---",
        "none":   "> 0000 00 - ---",
    },
    "COMPANY_EDIT": {
        "open":   "> +++- -- - ---",
        "shut":   "> +000 00 - ---",
        "shared": "> +++0 00 - ---",
        "none":   "> 0000 00 - ---",
    },
    "COMPANY_LIST": {
        "open":   "> ~~~- -- - ---",
        "shut":   "> +000 00 - ---",
        "shared": "> +++0 00 - ---",
        "none":   "> 0000 00 - ---",
    },
    "COMPANY_MERGE": {
        "open":   "> --+- -- - ---",
        "shut":   "> --0- -0 - ---",
        "shared": "> --+- -0 - ---",
        "none":   "> --0- -0 - ---",
    },
    # Targets: those of the own unit, of the units above, and of those in scope.
    "QUOTA": {
        "open":   "> ++++ 00 + ---",
        "zone":   "> ++++ ++ + ---",
        "none":   "> 0000 00 0 ---",
    },
    "QUOTA_EDIT": {
        "open":   "> --+- -0 - ---",
        "zone":   "> ---- -- - ---",
        "none":   "> --0- -0 - ---",
    },
    # Briefs: those of a whole unit in scope; drafts for those who prepare them; a leader issues.
    "PREPARERS": {"open": "> --+- -+ + ---"},
    "BRIEF": {
        "issued": "> +++0 00 + ---",
        "draft":  "> 00+0 00 + ---",
        "zone":   "> 0000 00 + ---",
        "none":   "> 0000 00 0 ---",
    },
    "BRIEF_EDIT": {
        "issued": "> --!0 00 ! ---",
        "draft":  "> 00+0 00 + ---",
        "zone":   "> 0000 00 + ---",
        "none":   "> 0000 00 0 ---",
    },
    "BRIEF_ISSUE": {
        "issued": "> ---- -- ! ---",
        "draft":  "> ---- -- + ---",
        "zone":   "> ---- -- + ---",
        "none":   "> ---- -- 0 ---",
    },
}  # fmt: skip

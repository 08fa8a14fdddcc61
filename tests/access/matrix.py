"""Who may call what: written by hand from the roles and rules of the domain, not from the code.

One sign per person, in the order of `world.ACTORS`:

    guest | owner colleague manager outpost | outsider rival | leader | admin security auditor

`owner`, `colleague` (staff) and `manager` belong to the unit of the record, `outpost` is staff of
an office below it; `outsider` (staff) and `rival` (manager) belong to another unit.

    +  gets it                  0  404, exactly as if there were no such record
    -  403: the role, or the    >  is asked to sign in: 302 to /login, 401 for a form
       person, may not          ~  404 with words of its own: the record has no such part
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
    # What belongs to one person.
    "OWN":       {"open": "> +000 00 0 000", "none": "> 0000 00 0 000"},
    "OWN_TODO":  {"open": "> +000 00 0 ---", "none": "> 0000 00 0 ---"},
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
}  # fmt: skip

# Method, address, pattern; and the status of those who may, where it is not 200 for GET and 302
# for POST. What is sent stands in `forms`.
ROUTES = """
GET   /static/<path:filename>                                            ALL
GET   /healthz                                                           ALL
GET   /readyz                                                            ALL
GET   /login                                                             ALL           200/302
POST  /login                                                             ALL
POST  /logout                                                            SIGNED_IN
GET   /account                                                           SIGNED_IN
GET   /account/password                                                  SIGNED_IN
POST  /account/password                                                  SIGNED_IN
POST  /account/sessions/<int:session_id>/end                             OWN
GET   /notifications                                                     SIGNED_IN
GET   /notifications/count                                               SIGNED_IN
POST  /notifications/read                                                SIGNED_IN
POST  /notifications/<int:number>/open                                   OWN

GET   /leads                                                             BUSINESS
GET   /leads/pool                                                        BUSINESS
GET   /leads/export.xlsx                                                 BUSINESS
GET   /leads/nodes.json                                                  BUSINESS
GET   /leads/lookalikes                                                  LOGGERS
GET   /leads/new                                                         LOGGERS
POST  /leads/new                                                         LOGGERS
GET   /leads/<int:lead_id>                                               READ
GET   /leads/<int:lead_id>/edit                                          EDIT
POST  /leads/<int:lead_id>/edit                                          EDIT
POST  /leads/<int:lead_id>/activities                                    EDIT
POST  /leads/<int:lead_id>/phone                                         KNOW
POST  /leads/<int:lead_id>/claim                                         CLAIM
GET   /leads/<int:lead_id>/release                                       EDIT
POST  /leads/<int:lead_id>/release                                       EDIT
GET   /leads/<int:lead_id>/drop                                          EDIT
POST  /leads/<int:lead_id>/drop                                          EDIT
POST  /leads/<int:lead_id>/reopen                                        EDIT
GET   /leads/<int:lead_id>/assign                                        MANAGE
POST  /leads/<int:lead_id>/assign                                        MANAGE
GET   /activities                                                        BUSINESS
GET   /todos                                                             BUSINESS
POST  /todos                                                             BUSINESS
POST  /todos/<int:todo_id>/done                                          OWN_TODO
POST  /todos/<int:todo_id>/reopen                                        OWN_TODO

GET   /projects                                                          BUSINESS
GET   /projects/board                                                    BUSINESS
GET   /projects/export.xlsx                                              BUSINESS
GET   /projects/lookalikes                                               LOGGERS
GET   /projects/new                                                      LOGGERS
POST  /projects/new                                                      LOGGERS
GET   /projects/<int:project_id>                                         READ
GET   /projects/<int:project_id>/edit                                    EDIT
POST  /projects/<int:project_id>/edit                                    EDIT
GET   /projects/<int:project_id>/pause                                   EDIT
POST  /projects/<int:project_id>/pause                                   EDIT
GET   /projects/<int:project_id>/resume                                  EDIT
POST  /projects/<int:project_id>/resume                                  EDIT
GET   /projects/<int:project_id>/drop                                    EDIT
POST  /projects/<int:project_id>/drop                                    EDIT
GET   /projects/<int:project_id>/activities/new                          EDIT
POST  /projects/<int:project_id>/activities/new                          EDIT
GET   /projects/<int:project_id>/plan                                    EDIT
POST  /projects/<int:project_id>/plan                                    EDIT
POST  /projects/<int:project_id>/plan/<stage>                            EDIT
GET   /projects/<int:project_id>/attachments/new                         EDIT
POST  /projects/<int:project_id>/attachments/new                         EDIT
GET   /projects/<int:project_id>/attachments/<int:attachment_id>         KNOW
GET   /projects/<int:project_id>/assign                                  MANAGE
POST  /projects/<int:project_id>/assign                                  MANAGE
GET   /projects/<int:project_id>/clearances                              LIST
POST  /projects/<int:project_id>/clearances                              LIST
POST  /projects/<int:project_id>/clearances/<int:user_id>/remove         LIST
GET   /projects/<int:project_id>/milestones/new                          EDIT
POST  /projects/<int:project_id>/milestones/new                          EDIT
POST  /projects/<int:project_id>/milestones/<int:milestone_id>/verify    MANAGE
GET   /projects/<int:project_id>/milestones/<int:milestone_id>/return    MANAGE
POST  /projects/<int:project_id>/milestones/<int:milestone_id>/return    MANAGE
GET   /projects/<int:project_id>/milestones/<int:milestone_id>/revoke    EDIT
POST  /projects/<int:project_id>/milestones/<int:milestone_id>/revoke    EDIT

GET   /companies                                                         BUSINESS
GET   /companies/suggest.json                                            BUSINESS
GET   /companies/lookalikes                                              LOGGERS
GET   /companies/new                                                     LOGGERS
POST  /companies/new                                                     LOGGERS
GET   /companies/<int:company_id>                                        COMPANY
GET   /companies/<int:company_id>/edit                                   COMPANY_EDIT
POST  /companies/<int:company_id>/edit                                   COMPANY_EDIT
GET   /companies/<int:company_id>/contacts/new                           COMPANY_LOG
POST  /companies/<int:company_id>/contacts/new                           COMPANY_LOG
GET   /contacts/<int:contact_id>                                         COMPANY       302
GET   /contacts/<int:contact_id>/edit                                    COMPANY_EDIT
POST  /contacts/<int:contact_id>/edit                                    COMPANY_EDIT
POST  /contacts/<int:contact_id>/reveal                                  COMPANY

GET   /chains                                                            BUSINESS
GET   /chains/<code>                                                     TAXONOMY
GET   /chains/<code>/<node_code>                                         TAXONOMY
GET   /plans                                                             BUSINESS
GET   /plans/<code>                                                      TAXONOMY
GET   /quotas                                                            BUSINESS
GET   /quotas/new                                                        MANAGERS
POST  /quotas/new                                                        MANAGERS
GET   /quotas/<int:quota_id>                                             QUOTA
GET   /quotas/<int:quota_id>/edit                                        QUOTA_EDIT
POST  /quotas/<int:quota_id>/edit                                        QUOTA_EDIT

GET   /admin                                                             ACCOUNTS      302
GET   /admin/users                                                       ACCOUNTS
GET   /admin/users/new                                                   ACCOUNTS
POST  /admin/users/new                                                   ACCOUNTS      200
GET   /admin/users/<int:user_id>/edit                                    ACCOUNTS
POST  /admin/users/<int:user_id>/edit                                    ACCOUNTS
POST  /admin/users/<int:user_id>/reset-password                          ACCOUNTS      200
POST  /admin/users/<int:user_id>/unlock                                  ACCOUNTS
GET   /admin/units                                                       ADMIN
GET   /admin/units/new                                                   ADMIN
POST  /admin/units/new                                                   ADMIN
GET   /admin/units/<int:unit_id>/edit                                    ADMIN
POST  /admin/units/<int:unit_id>/edit                                    ADMIN
GET   /admin/chains                                                      ADMIN
GET   /admin/chains/new                                                  ADMIN
POST  /admin/chains/new                                                  ADMIN
GET   /admin/chains/<code>                                               ADMIN
POST  /admin/chains/<code>                                               ADMIN
GET   /admin/chains/clusters/new                                         ADMIN
POST  /admin/chains/clusters/new                                         ADMIN
GET   /admin/chains/clusters/<code>                                      ADMIN
POST  /admin/chains/clusters/<code>                                      ADMIN
GET   /admin/chains/<code>/nodes/new                                     ADMIN
POST  /admin/chains/<code>/nodes/new                                     ADMIN
GET   /admin/chains/<code>/nodes/<node_code>                             ADMIN
POST  /admin/chains/<code>/nodes/<node_code>                             ADMIN
GET   /admin/parameters                                                  ADMIN
POST  /admin/parameters/rates                                            ADMIN
GET   /admin/parameters/definitions/new                                  ADMIN
POST  /admin/parameters/definitions/new                                  ADMIN
GET   /admin/parameters/definitions/<int:definition_id>                  ADMIN
GET   /audit                                                             AUDITOR
GET   /audit/export.xlsx                                                 AUDITOR
"""

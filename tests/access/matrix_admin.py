"""The same for the rooms of those who keep the system: /admin and /audit."""

ROUTES = """
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
GET   /admin/plans/import                                                ADMIN
POST  /admin/plans/import                                                ADMIN         200
POST  /admin/plans/import/<upload>                                       ADMIN
GET   /admin/plans/import/template.xlsx                                  ADMIN
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
GET   /admin/tasks                                                       ADMIN
GET   /admin/tasks/new                                                   ADMIN
POST  /admin/tasks/new                                                   ADMIN
GET   /admin/tasks/departments                                           ADMIN
POST  /admin/tasks/departments                                           ADMIN
GET   /admin/tasks/<int:task_id>                                         ADMIN
POST  /admin/tasks/<int:task_id>                                         ADMIN
GET   /admin/plans                                                       ADMIN
GET   /admin/plans/new                                                   ADMIN
POST  /admin/plans/new                                                   ADMIN
GET   /admin/plans/<code>                                                ADMIN
POST  /admin/plans/<code>                                                ADMIN
GET   /admin/plans/<code>/contradictions                                 ADMIN
GET   /admin/plans/<code>/contradictions/<key>                           ADMIN
POST  /admin/plans/<code>/contradictions/<key>                           ADMIN
GET   /admin/plans/<code>/indicators                                     ADMIN
GET   /admin/plans/<code>/indicators/new                                 ADMIN
POST  /admin/plans/<code>/indicators/new                                 ADMIN
GET   /admin/plans/<code>/indicators/<indicator_code>                    ADMIN
POST  /admin/plans/<code>/indicators/<indicator_code>                    ADMIN
GET   /admin/parameters                                                  ADMIN
POST  /admin/parameters/rates                                            ADMIN
GET   /admin/parameters/protection                                       ADMIN
POST  /admin/parameters/protection                                       ADMIN
GET   /admin/parameters/definitions/new                                  ADMIN
POST  /admin/parameters/definitions/new                                  ADMIN
GET   /admin/parameters/definitions/<int:definition_id>                  ADMIN
GET   /admin/jobs                                                        ADMIN
POST  /admin/jobs/<name>/run                                             ADMIN
GET   /audit                                                             AUDITOR
GET   /audit/export.xlsx                                                 AUDITOR
"""

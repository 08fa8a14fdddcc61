"""Who may call what: every address with the pattern of `patterns` that holds for it.

Written by hand from the roles and rules of the domain, not from the marks in the code.
"""

# Method, address, pattern; and the status of those who may, where it is not 200 for GET and 302
# for POST. What is sent stands in `forms`.
ROUTES = """
GET   /static/<path:filename>                                            ALL
GET   /                                                                  SIGNED_IN
GET   /healthz                                                           ALL
GET   /readyz                                                            ALL
GET   /login                                                             ALL           200/302
POST  /login                                                             ALL
POST  /logout                                                            SIGNED_IN
GET   /account                                                           SIGNED_IN
GET   /account/password                                                  SIGNED_IN
POST  /account/password                                                  SIGNED_IN
POST  /account/sessions/<int:session_id>/end                             OWN
POST  /account/calendar                                                  BUSINESS      200
POST  /account/calendar/revoke                                           OWN_FEED
GET   /calendar                                                          BUSINESS
GET   /calendar.ics                                                      ALL
GET   /notifications                                                     SIGNED_IN
GET   /notifications/count                                               SIGNED_IN
POST  /notifications/read                                                SIGNED_IN
POST  /notifications/<int:number>/open                                   OWN

GET   /leads                                                             BUSINESS
GET   /leads/pool                                                        BUSINESS
GET   /leads/export.xlsx                                                 BUSINESS
GET   /leads/suggest.json                                                LOGGERS
GET   /leads/lookalikes                                                  LOGGERS
GET   /leads/new                                                         LOGGERS
POST  /leads/new                                                         LOGGERS
POST  /leads/read                                                        LOGGERS       200
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
GET   /leads/<int:lead_id>/clearances                                    LIST
POST  /leads/<int:lead_id>/clearances                                    LIST
POST  /leads/<int:lead_id>/clearances/<int:user_id>/remove               LIST
GET   /activities                                                        BUSINESS
GET   /activities/export.xlsx                                            BUSINESS
GET   /activities/subjects.json                                          LOGGERS
GET   /activities/new                                                    LOGGERS
POST  /activities/new                                                    LOGGERS
GET   /activities/<int:activity_id>/edit                                 DONE
POST  /activities/<int:activity_id>/edit                                 DONE
GET   /activities/<int:activity_id>/withdraw                             DONE
POST  /activities/<int:activity_id>/withdraw                             DONE
POST  /activities/<int:activity_id>/reinstate                            DONE_UNDO
GET   /activities/<int:activity_id>/attachments/<int:attachment_id>      FILE
GET   /activities/<int:activity_id>/attachments/<int:attachment_id>/small FILE
GET   /todos                                                             BUSINESS
POST  /todos                                                             BUSINESS
POST  /todos/<int:todo_id>/done                                          OWN_TODO
GET   /todos/<int:todo_id>/put-off                                       OWN_TODO
POST  /todos/<int:todo_id>/put-off                                       OWN_TODO
POST  /todos/<int:todo_id>/reopen                                        OWN_TODO
POST  /todos/<int:todo_id>/stop                                          OWN_TODO
GET   /events                                                            BUSINESS
GET   /events/new                                                        LOGGERS
POST  /events/new                                                        LOGGERS
GET   /events/<int:event_id>                                             EVENT
GET   /events/<int:event_id>/edit                                        EVENT_EDIT
POST  /events/<int:event_id>/edit                                        EVENT_EDIT
POST  /events/<int:event_id>/companies                                   EVENT_LOG
GET   /events/<int:event_id>/companies/<int:met_id>/lead                 EVENT_LOG
POST  /events/<int:event_id>/companies/<int:met_id>/lead                 EVENT_LOG
POST  /events/<int:event_id>/companies/<int:met_id>/remove               EVENT_EDIT

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
GET   /projects/<int:project_id>/capacities                              EDIT
POST  /projects/<int:project_id>/capacities                              EDIT
GET   /projects/<int:project_id>/money/new                               EDIT
POST  /projects/<int:project_id>/money/new                               EDIT
POST  /projects/<int:project_id>/money/<int:paid_id>/verify              MANAGE
GET   /projects/<int:project_id>/money/<int:paid_id>/return              MANAGE
POST  /projects/<int:project_id>/money/<int:paid_id>/return              MANAGE
GET   /projects/<int:project_id>/money/<int:paid_id>/revoke              EDIT
POST  /projects/<int:project_id>/money/<int:paid_id>/revoke              EDIT

GET   /companies                                                         BUSINESS
GET   /companies/export.xlsx                                             BUSINESS
GET   /contacts/export.xlsx                                              BUSINESS
GET   /companies/suggest.json                                            BUSINESS
GET   /companies/lookalikes                                              LOGGERS
GET   /companies/new                                                     LOGGERS
POST  /companies/new                                                     LOGGERS
GET   /companies/<int:company_id>                                        COMPANY
GET   /companies/<int:company_id>/edit                                   COMPANY_EDIT
POST  /companies/<int:company_id>/edit                                   COMPANY_EDIT
GET   /companies/<int:company_id>/honours                                COMPANY_EDIT
POST  /companies/<int:company_id>/honours                                COMPANY_EDIT
GET   /companies/<int:company_id>/contacts/new                           COMPANY_LOG
POST  /companies/<int:company_id>/contacts/new                           COMPANY_LOG
GET   /companies/<int:company_id>/clearances                             COMPANY_LIST
POST  /companies/<int:company_id>/clearances                             COMPANY_LIST
POST  /companies/<int:company_id>/clearances/<int:user_id>/remove        COMPANY_LIST
GET   /companies/<int:company_id>/group                                  COMPANY
GET   /companies/<int:company_id>/links/new                              COMPANY_EDIT
POST  /companies/<int:company_id>/links/new                              COMPANY_EDIT
POST  /companies/<int:company_id>/links/<int:link_id>/remove             COMPANY_EDIT
GET   /companies/targets                                                 BUSINESS
GET   /companies/targets/export.xlsx                                     BUSINESS
GET   /companies/targets/new                                             LOGGERS
POST  /companies/targets/new                                             LOGGERS
GET   /companies/targets/<int:target_id>/edit                            COMPANY_EDIT
POST  /companies/targets/<int:target_id>/edit                            COMPANY_EDIT
GET   /companies/<int:company_id>/merge                                  COMPANY_MERGE
GET   /companies/<int:company_id>/merge/<int:other_id>                   COMPANY_MERGE
POST  /companies/<int:company_id>/merge/<int:other_id>                   COMPANY_MERGE
POST  /companies/<int:company_id>/merges/<int:merge_id>/undo             COMPANY_MERGE
GET   /contacts/<int:contact_id>                                         COMPANY       302
GET   /contacts/<int:contact_id>/edit                                    COMPANY_EDIT
POST  /contacts/<int:contact_id>/edit                                    COMPANY_EDIT
POST  /contacts/<int:contact_id>/reveal                                  COMPANY

GET   /lists/<kind>/views/new                                            TAXONOMY
POST  /lists/<kind>/views/new                                            TAXONOMY
GET   /lists/views/<int:view_id>                                         OWN_VIEW
POST  /lists/views/<int:view_id>                                         OWN_VIEW
POST  /lists/views/<int:view_id>/keep                                    OWN_VIEW
POST  /lists/views/<int:view_id>/default                                 VIEW
POST  /lists/views/<int:view_id>/delete                                  OWN_VIEW

POST  /lists/<kind>/bulk                                                 LOG_LIST      200
GET   /lists/changes                                                     LOGGERS
POST  /lists/changes/<int:change_id>/undo                                OWN_CHANGE
GET   /lists/tags                                                        MANAGERS
POST  /lists/tags                                                        MANAGERS
GET   /lists/tags/<int:tag_id>                                           FIGURES
POST  /lists/tags/<int:tag_id>                                           FIGURES
GET   /lists/<kind>/<int:subject_id>/tags                                EDIT
POST  /lists/<kind>/<int:subject_id>/tags                                EDIT

GET   /carriers                                                          BUSINESS
GET   /carriers/export.xlsx                                              BUSINESS
GET   /carriers/new                                                      LOGGERS
POST  /carriers/new                                                      LOGGERS
GET   /carriers/<int:carrier_id>                                         TAXONOMY
GET   /carriers/<int:carrier_id>/edit                                    UNIT_EDIT
POST  /carriers/<int:carrier_id>/edit                                    UNIT_EDIT

GET   /chains                                                            BUSINESS
GET   /chains/nodes.json                                                BUSINESS
GET   /chains/nodes/suggest.json                                        BUSINESS
POST  /chains/nodes/proposal                                            LOGGERS       200
GET   /chains/<code>                                                     TAXONOMY
GET   /chains/<code>/<node_code>                                         TAXONOMY
GET   /plans                                                             BUSINESS
GET   /plans/<code>                                                      TAXONOMY
GET   /plans/<code>/indicators/<indicator_code>                          TAXONOMY
GET   /plans/<code>/indicators/<indicator_code>/path.json                TAXONOMY
GET   /plans/<code>/indicators/<indicator_code>/path.xlsx                TAXONOMY
POST  /plans/<code>/indicators/<indicator_code>/actuals                  FIGURES
GET   /plans/<code>/indicators/<indicator_code>/actuals/<int:year>/revoke FIGURES
POST  /plans/<code>/indicators/<indicator_code>/actuals/<int:year>/revoke FIGURES
GET   /plans/<code>/actuals.xlsx                                         TAXONOMY
GET   /plans/<code>/actuals                                              FIGURES
POST  /plans/<code>/actuals                                              FIGURES       200
POST  /plans/<code>/actuals/save                                         FIGURES
GET   /plans/<code>/contradictions/<key>                                 FIGURES
POST  /plans/<code>/contradictions/<key>                                 FIGURES
GET   /quotas                                                            BUSINESS
GET   /quotas/new                                                        MANAGERS
POST  /quotas/new                                                        MANAGERS
GET   /quotas/<int:quota_id>                                             QUOTA
GET   /quotas/<int:quota_id>/edit                                        QUOTA_EDIT
POST  /quotas/<int:quota_id>/edit                                        QUOTA_EDIT
GET   /quotas/<int:quota_id>/parts                                       QUOTA_EDIT
POST  /quotas/<int:quota_id>/parts                                       QUOTA_EDIT

GET   /tasks                                                             BUSINESS
GET   /tasks/export.xlsx                                                 BUSINESS
GET   /tasks/<int:task_id>                                               TAXONOMY
POST  /tasks/<int:task_id>                                               UNIT_EDIT

GET   /analytics/quotas                                                  BUSINESS
GET   /analytics/quotas.json                                             BUSINESS
GET   /analytics/quotas.xlsx                                             BUSINESS
GET   /analytics/quotas/<int:quota_id>/months.json                       QUOTA
GET   /analytics/funnel                                                  BUSINESS
GET   /analytics/funnel.json                                             BUSINESS
GET   /analytics/funnel.xlsx                                             BUSINESS
GET   /analytics/gaps                                                    BUSINESS
GET   /analytics/gaps.json                                               BUSINESS
GET   /analytics/gaps.xlsx                                               BUSINESS
GET   /search                                                            BUSINESS
GET   /search/suggest                                                    BUSINESS
GET   /imports                                                           LOGGERS
GET   /imports/new                                                       LOGGERS
POST  /imports/new                                                       LOGGERS
GET   /imports/template.xlsx                                             LOGGERS
GET   /imports/<int:run_id>                                              OWN_RUN
GET   /imports/<int:run_id>/progress                                     OWN_RUN
GET   /imports/<int:run_id>/columns                                      OWN_RUN
POST  /imports/<int:run_id>/columns                                      OWN_RUN
GET   /imports/<int:run_id>/returned.xlsx                                OWN_RUN
POST  /imports/<int:run_id>/write                                        OWN_RUN
POST  /imports/<int:run_id>/undo                                         OWN_RUN
GET   /exports                                                           BUSINESS
GET   /briefs                                                            BUSINESS
GET   /briefs/new                                                        PREPARERS
POST  /briefs/new                                                        PREPARERS
GET   /briefs/<int:brief_id>                                             BRIEF
GET   /briefs/<int:brief_id>/check                                       BRIEF
GET   /briefs/<int:brief_id>.pdf                                         BRIEF
GET   /briefs/<int:brief_id>/edit                                        BRIEF_EDIT
POST  /briefs/<int:brief_id>/edit                                        BRIEF_EDIT
POST  /briefs/<int:brief_id>/refresh                                     BRIEF_EDIT
POST  /briefs/<int:brief_id>/issue                                       BRIEF_ISSUE

GET   /admin                                                             ACCOUNTS      302
"""

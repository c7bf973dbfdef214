// The migrations of SQL/engine, baked into the program. A new file needs two things here, both in the order of the
// files' names: an array with its `#embed` (paths are relative to this file), and a GENKAN_ASSET line in the table.
#include "CAssets.h"

static const unsigned char instances_postgres[] = {
#embed "../../SQL/engine/0001_instances.postgres.sql"
};
static const unsigned char instances_sqlite[] = {
#embed "../../SQL/engine/0001_instances.sqlite.sql"
};
static const unsigned char messages_postgres[] = {
#embed "../../SQL/engine/0002_messages.postgres.sql"
};
static const unsigned char messages_sqlite[] = {
#embed "../../SQL/engine/0002_messages.sqlite.sql"
};
static const unsigned char children_postgres[] = {
#embed "../../SQL/engine/0003_children.postgres.sql"
};
static const unsigned char children_sqlite[] = {
#embed "../../SQL/engine/0003_children.sqlite.sql"
};
static const unsigned char timers_postgres[] = {
#embed "../../SQL/engine/0004_timers_of_workflows.postgres.sql"
};
static const unsigned char timers_sqlite[] = {
#embed "../../SQL/engine/0004_timers_of_workflows.sqlite.sql"
};
static const unsigned char stuck_postgres[] = {
#embed "../../SQL/engine/0006_stuck_instances.postgres.sql"
};
static const unsigned char stuck_sqlite[] = {
#embed "../../SQL/engine/0006_stuck_instances.sqlite.sql"
};
static const unsigned char repair_postgres[] = {
#embed "../../SQL/engine/0007_repair_pass.postgres.sql"
};
static const unsigned char repair_sqlite[] = {
#embed "../../SQL/engine/0007_repair_pass.sqlite.sql"
};
static const unsigned char refused_postgres[] = {
#embed "../../SQL/engine/0008_refused_mails.postgres.sql"
};
static const unsigned char refused_sqlite[] = {
#embed "../../SQL/engine/0008_refused_mails.sqlite.sql"
};
static const unsigned char quotas_postgres[] = {
#embed "../../SQL/engine/0009_mail_quotas.postgres.sql"
};
static const unsigned char quotas_sqlite[] = {
#embed "../../SQL/engine/0009_mail_quotas.sqlite.sql"
};
static const unsigned char addresses_postgres[] = {
#embed "../../SQL/engine/0010_refused_addresses.postgres.sql"
};
static const unsigned char addresses_sqlite[] = {
#embed "../../SQL/engine/0010_refused_addresses.sqlite.sql"
};

static const genkan_asset table[] = {
    GENKAN_ASSET("SQL/engine/0001_instances.postgres.sql", instances_postgres),
    GENKAN_ASSET("SQL/engine/0001_instances.sqlite.sql", instances_sqlite),
    GENKAN_ASSET("SQL/engine/0002_messages.postgres.sql", messages_postgres),
    GENKAN_ASSET("SQL/engine/0002_messages.sqlite.sql", messages_sqlite),
    GENKAN_ASSET("SQL/engine/0003_children.postgres.sql", children_postgres),
    GENKAN_ASSET("SQL/engine/0003_children.sqlite.sql", children_sqlite),
    GENKAN_ASSET("SQL/engine/0004_timers_of_workflows.postgres.sql", timers_postgres),
    GENKAN_ASSET("SQL/engine/0004_timers_of_workflows.sqlite.sql", timers_sqlite),
    GENKAN_ASSET("SQL/engine/0006_stuck_instances.postgres.sql", stuck_postgres),
    GENKAN_ASSET("SQL/engine/0006_stuck_instances.sqlite.sql", stuck_sqlite),
    GENKAN_ASSET("SQL/engine/0007_repair_pass.postgres.sql", repair_postgres),
    GENKAN_ASSET("SQL/engine/0007_repair_pass.sqlite.sql", repair_sqlite),
    GENKAN_ASSET("SQL/engine/0008_refused_mails.postgres.sql", refused_postgres),
    GENKAN_ASSET("SQL/engine/0008_refused_mails.sqlite.sql", refused_sqlite),
    GENKAN_ASSET("SQL/engine/0009_mail_quotas.postgres.sql", quotas_postgres),
    GENKAN_ASSET("SQL/engine/0009_mail_quotas.sqlite.sql", quotas_sqlite),
    GENKAN_ASSET("SQL/engine/0010_refused_addresses.postgres.sql", addresses_postgres),
    GENKAN_ASSET("SQL/engine/0010_refused_addresses.sqlite.sql", addresses_sqlite),
    {NULL, NULL, 0},
};

const genkan_asset *genkan_engine_assets(void) { return table; }

// The migrations of SQL/onboarding, baked into the program. A new file needs two things here, both in the order of the
// files' names: an array with its `#embed` (paths are relative to this file), and a GENKAN_ASSET line in the table.
#include "CAssets.h"

static const unsigned char accounts[] = {
#embed "../../SQL/onboarding/0001_accounts.sqlite.sql"
};

static const genkan_asset table[] = {
    GENKAN_ASSET("SQL/onboarding/0001_accounts.sqlite.sql", accounts),
    {NULL, NULL, 0},
};

const genkan_asset *genkan_onboarding_assets(void) { return table; }

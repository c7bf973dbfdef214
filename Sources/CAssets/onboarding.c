// The migrations of SQL/onboarding and the shipped data of Data, baked into the program. A new file needs two things
// here, both in the order of the files' names: an array with its `#embed` (paths are relative to this file), and a
// GENKAN_ASSET line in the table.
#include "CAssets.h"

static const unsigned char company_1_en[] = {
#embed "../../Data/agreements/company-1.en.txt"
};
static const unsigned char company_1_ja[] = {
#embed "../../Data/agreements/company-1.ja.txt"
};
static const unsigned char public_email_domains[] = {
#embed "../../Data/public-email-domains.txt"
};
static const unsigned char public_suffix_list[] = {
#embed "../../Data/public-suffix-list.dat"
};
static const unsigned char accounts_postgres[] = {
#embed "../../SQL/onboarding/0001_accounts.postgres.sql"
};
static const unsigned char accounts_sqlite[] = {
#embed "../../SQL/onboarding/0001_accounts.sqlite.sql"
};
static const unsigned char identifiers_postgres[] = {
#embed "../../SQL/onboarding/0002_identifiers.postgres.sql"
};
static const unsigned char identifiers_sqlite[] = {
#embed "../../SQL/onboarding/0002_identifiers.sqlite.sql"
};
static const unsigned char invited_places_postgres[] = {
#embed "../../SQL/onboarding/0003_invited_places.postgres.sql"
};
static const unsigned char invited_places_sqlite[] = {
#embed "../../SQL/onboarding/0003_invited_places.sqlite.sql"
};

static const genkan_asset table[] = {
    GENKAN_ASSET("Data/agreements/company-1.en.txt", company_1_en),
    GENKAN_ASSET("Data/agreements/company-1.ja.txt", company_1_ja),
    GENKAN_ASSET("Data/public-email-domains.txt", public_email_domains),
    GENKAN_ASSET("Data/public-suffix-list.dat", public_suffix_list),
    GENKAN_ASSET("SQL/onboarding/0001_accounts.postgres.sql", accounts_postgres),
    GENKAN_ASSET("SQL/onboarding/0001_accounts.sqlite.sql", accounts_sqlite),
    GENKAN_ASSET("SQL/onboarding/0002_identifiers.postgres.sql", identifiers_postgres),
    GENKAN_ASSET("SQL/onboarding/0002_identifiers.sqlite.sql", identifiers_sqlite),
    GENKAN_ASSET("SQL/onboarding/0003_invited_places.postgres.sql", invited_places_postgres),
    GENKAN_ASSET("SQL/onboarding/0003_invited_places.sqlite.sql", invited_places_sqlite),
    {NULL, NULL, 0},
};

const genkan_asset *genkan_onboarding_assets(void) { return table; }

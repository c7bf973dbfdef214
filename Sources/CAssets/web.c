// The pages' templates and their style sheet, baked into the program. A new file needs two things here, both in the order
// of the files' paths: an array with its `#embed` (paths are relative to this file), and a GENKAN_ASSET line in the table.
#include "CAssets.h"

static const unsigned char genkan_css[] = {
#embed "../../Sources/Web/Assets/genkan.css"
};
static const unsigned char account_mustache[] = {
#embed "../../Sources/Web/Pages/account.mustache"
};
static const unsigned char field_mustache[] = {
#embed "../../Sources/Web/Pages/field.mustache"
};
static const unsigned char form_mustache[] = {
#embed "../../Sources/Web/Pages/form.mustache"
};
static const unsigned char home_mustache[] = {
#embed "../../Sources/Web/Pages/home.mustache"
};
static const unsigned char instance_mustache[] = {
#embed "../../Sources/Web/Pages/instance.mustache"
};
static const unsigned char layout_mustache[] = {
#embed "../../Sources/Web/Pages/layout.mustache"
};
static const unsigned char link_other_mustache[] = {
#embed "../../Sources/Web/Pages/link-other.mustache"
};
static const unsigned char link_mustache[] = {
#embed "../../Sources/Web/Pages/link.mustache"
};
static const unsigned char mailbox_message_mustache[] = {
#embed "../../Sources/Web/Pages/mailbox-message.mustache"
};
static const unsigned char mailbox_mustache[] = {
#embed "../../Sources/Web/Pages/mailbox.mustache"
};
static const unsigned char message_mustache[] = {
#embed "../../Sources/Web/Pages/message.mustache"
};
static const unsigned char next_steps_mustache[] = {
#embed "../../Sources/Web/Pages/next-steps.mustache"
};
static const unsigned char offer_mustache[] = {
#embed "../../Sources/Web/Pages/offer.mustache"
};
static const unsigned char profile_mustache[] = {
#embed "../../Sources/Web/Pages/profile.mustache"
};
static const unsigned char requests_mustache[] = {
#embed "../../Sources/Web/Pages/requests.mustache"
};
static const unsigned char sign_in_code_mustache[] = {
#embed "../../Sources/Web/Pages/sign-in-code.mustache"
};
static const unsigned char sign_in_mustache[] = {
#embed "../../Sources/Web/Pages/sign-in.mustache"
};
static const unsigned char summary_mustache[] = {
#embed "../../Sources/Web/Pages/summary.mustache"
};
static const unsigned char tasks_mustache[] = {
#embed "../../Sources/Web/Pages/tasks.mustache"
};
static const unsigned char turn_mustache[] = {
#embed "../../Sources/Web/Pages/turn.mustache"
};

static const genkan_asset table[] = {
    GENKAN_ASSET("Sources/Web/Assets/genkan.css", genkan_css),
    GENKAN_ASSET("Sources/Web/Pages/account.mustache", account_mustache),
    GENKAN_ASSET("Sources/Web/Pages/field.mustache", field_mustache),
    GENKAN_ASSET("Sources/Web/Pages/form.mustache", form_mustache),
    GENKAN_ASSET("Sources/Web/Pages/home.mustache", home_mustache),
    GENKAN_ASSET("Sources/Web/Pages/instance.mustache", instance_mustache),
    GENKAN_ASSET("Sources/Web/Pages/layout.mustache", layout_mustache),
    GENKAN_ASSET("Sources/Web/Pages/link-other.mustache", link_other_mustache),
    GENKAN_ASSET("Sources/Web/Pages/link.mustache", link_mustache),
    GENKAN_ASSET("Sources/Web/Pages/mailbox-message.mustache", mailbox_message_mustache),
    GENKAN_ASSET("Sources/Web/Pages/mailbox.mustache", mailbox_mustache),
    GENKAN_ASSET("Sources/Web/Pages/message.mustache", message_mustache),
    GENKAN_ASSET("Sources/Web/Pages/next-steps.mustache", next_steps_mustache),
    GENKAN_ASSET("Sources/Web/Pages/offer.mustache", offer_mustache),
    GENKAN_ASSET("Sources/Web/Pages/profile.mustache", profile_mustache),
    GENKAN_ASSET("Sources/Web/Pages/requests.mustache", requests_mustache),
    GENKAN_ASSET("Sources/Web/Pages/sign-in-code.mustache", sign_in_code_mustache),
    GENKAN_ASSET("Sources/Web/Pages/sign-in.mustache", sign_in_mustache),
    GENKAN_ASSET("Sources/Web/Pages/summary.mustache", summary_mustache),
    GENKAN_ASSET("Sources/Web/Pages/tasks.mustache", tasks_mustache),
    GENKAN_ASSET("Sources/Web/Pages/turn.mustache", turn_mustache),
    {NULL, NULL, 0},
};

const genkan_asset *genkan_web_assets(void) { return table; }

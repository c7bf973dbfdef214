// Workflows, texts and mail templates, baked into the program. A new file needs two things here, both in the order of
// the files' paths: an array with its `#embed` (paths are relative to this file), and a GENKAN_ASSET line in the table.
#include "CAssets.h"

static const unsigned char account_request_yaml[] = {
#embed "../../Workflows/account-request.yaml"
};
static const unsigned char agreement_yaml[] = {
#embed "../../Workflows/agreement.yaml"
};
static const unsigned char identifier_watch_yaml[] = {
#embed "../../Workflows/identifier-watch.yaml"
};
static const unsigned char invitation_yaml[] = {
#embed "../../Workflows/invitation.yaml"
};
static const unsigned char account_request_account_activated_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/account-activated.en.html.mustache"
};
static const unsigned char account_request_account_activated_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/account-activated.en.txt.mustache"
};
static const unsigned char account_request_account_activated_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/account-activated.ja.html.mustache"
};
static const unsigned char account_request_account_activated_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/account-activated.ja.txt.mustache"
};
static const unsigned char account_request_activate_account_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activate-account.en.html.mustache"
};
static const unsigned char account_request_activate_account_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activate-account.en.txt.mustache"
};
static const unsigned char account_request_activate_account_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activate-account.ja.html.mustache"
};
static const unsigned char account_request_activate_account_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activate-account.ja.txt.mustache"
};
static const unsigned char account_request_activation_pending_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-pending.en.html.mustache"
};
static const unsigned char account_request_activation_pending_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-pending.en.txt.mustache"
};
static const unsigned char account_request_activation_pending_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-pending.ja.html.mustache"
};
static const unsigned char account_request_activation_pending_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-pending.ja.txt.mustache"
};
static const unsigned char account_request_activation_reminder_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-reminder.en.html.mustache"
};
static const unsigned char account_request_activation_reminder_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-reminder.en.txt.mustache"
};
static const unsigned char account_request_activation_reminder_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-reminder.ja.html.mustache"
};
static const unsigned char account_request_activation_reminder_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-reminder.ja.txt.mustache"
};
static const unsigned char account_request_activation_required_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-required.en.html.mustache"
};
static const unsigned char account_request_activation_required_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-required.en.txt.mustache"
};
static const unsigned char account_request_activation_required_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-required.ja.html.mustache"
};
static const unsigned char account_request_activation_required_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-required.ja.txt.mustache"
};
static const unsigned char account_request_approver_silent_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/approver-silent.en.html.mustache"
};
static const unsigned char account_request_approver_silent_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/approver-silent.en.txt.mustache"
};
static const unsigned char account_request_approver_silent_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/approver-silent.ja.html.mustache"
};
static const unsigned char account_request_approver_silent_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/approver-silent.ja.txt.mustache"
};
static const unsigned char account_request_approver_unknown_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/approver-unknown.en.html.mustache"
};
static const unsigned char account_request_approver_unknown_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/approver-unknown.en.txt.mustache"
};
static const unsigned char account_request_approver_unknown_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/approver-unknown.ja.html.mustache"
};
static const unsigned char account_request_approver_unknown_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/approver-unknown.ja.txt.mustache"
};
static const unsigned char account_request_box_html_mustache[] = {
#embed "../../Workflows/texts/account-request/box.html.mustache"
};
static const unsigned char account_request_box_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/box.txt.mustache"
};
static const unsigned char account_request_domain_approved_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-approved.en.html.mustache"
};
static const unsigned char account_request_domain_approved_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-approved.en.txt.mustache"
};
static const unsigned char account_request_domain_approved_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-approved.ja.html.mustache"
};
static const unsigned char account_request_domain_approved_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-approved.ja.txt.mustache"
};
static const unsigned char account_request_domain_denied_approver_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-denied-approver.en.html.mustache"
};
static const unsigned char account_request_domain_denied_approver_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-denied-approver.en.txt.mustache"
};
static const unsigned char account_request_domain_denied_approver_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-denied-approver.ja.html.mustache"
};
static const unsigned char account_request_domain_denied_approver_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-denied-approver.ja.txt.mustache"
};
static const unsigned char account_request_domain_denied_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-denied.en.html.mustache"
};
static const unsigned char account_request_domain_denied_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-denied.en.txt.mustache"
};
static const unsigned char account_request_domain_denied_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-denied.ja.html.mustache"
};
static const unsigned char account_request_domain_denied_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-denied.ja.txt.mustache"
};
static const unsigned char account_request_domain_reason_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-reason.en.html.mustache"
};
static const unsigned char account_request_domain_reason_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-reason.en.txt.mustache"
};
static const unsigned char account_request_domain_reason_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-reason.ja.html.mustache"
};
static const unsigned char account_request_domain_reason_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-reason.ja.txt.mustache"
};
static const unsigned char account_request_domain_review_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-review.en.html.mustache"
};
static const unsigned char account_request_domain_review_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-review.en.txt.mustache"
};
static const unsigned char account_request_domain_review_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-review.ja.html.mustache"
};
static const unsigned char account_request_domain_review_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-review.ja.txt.mustache"
};
static const unsigned char account_request_domain_waiting_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-waiting.en.html.mustache"
};
static const unsigned char account_request_domain_waiting_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-waiting.en.txt.mustache"
};
static const unsigned char account_request_domain_waiting_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-waiting.ja.html.mustache"
};
static const unsigned char account_request_domain_waiting_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/domain-waiting.ja.txt.mustache"
};
static const unsigned char account_request_en_yaml[] = {
#embed "../../Workflows/texts/account-request/en.yaml"
};
static const unsigned char account_request_ja_yaml[] = {
#embed "../../Workflows/texts/account-request/ja.yaml"
};
static const unsigned char account_request_request_deleted_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-deleted.en.html.mustache"
};
static const unsigned char account_request_request_deleted_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-deleted.en.txt.mustache"
};
static const unsigned char account_request_request_deleted_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-deleted.ja.html.mustache"
};
static const unsigned char account_request_request_deleted_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-deleted.ja.txt.mustache"
};
static const unsigned char account_request_request_expired_approver_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired-approver.en.html.mustache"
};
static const unsigned char account_request_request_expired_approver_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired-approver.en.txt.mustache"
};
static const unsigned char account_request_request_expired_approver_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired-approver.ja.html.mustache"
};
static const unsigned char account_request_request_expired_approver_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired-approver.ja.txt.mustache"
};
static const unsigned char account_request_request_expired_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired.en.html.mustache"
};
static const unsigned char account_request_request_expired_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired.en.txt.mustache"
};
static const unsigned char account_request_request_expired_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired.ja.html.mustache"
};
static const unsigned char account_request_request_expired_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired.ja.txt.mustache"
};
static const unsigned char account_request_request_forwarded_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-forwarded.en.html.mustache"
};
static const unsigned char account_request_request_forwarded_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-forwarded.en.txt.mustache"
};
static const unsigned char account_request_request_forwarded_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-forwarded.ja.html.mustache"
};
static const unsigned char account_request_request_forwarded_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-forwarded.ja.txt.mustache"
};
static const unsigned char account_request_request_withdrawn_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-withdrawn.en.html.mustache"
};
static const unsigned char account_request_request_withdrawn_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-withdrawn.en.txt.mustache"
};
static const unsigned char account_request_request_withdrawn_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-withdrawn.ja.html.mustache"
};
static const unsigned char account_request_request_withdrawn_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-withdrawn.ja.txt.mustache"
};
static const unsigned char account_request_review_escalated_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/review-escalated.en.html.mustache"
};
static const unsigned char account_request_review_escalated_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/review-escalated.en.txt.mustache"
};
static const unsigned char account_request_review_escalated_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/review-escalated.ja.html.mustache"
};
static const unsigned char account_request_review_escalated_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/review-escalated.ja.txt.mustache"
};
static const unsigned char account_request_review_overdue_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/review-overdue.en.html.mustache"
};
static const unsigned char account_request_review_overdue_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/review-overdue.en.txt.mustache"
};
static const unsigned char account_request_review_overdue_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/review-overdue.ja.html.mustache"
};
static const unsigned char account_request_review_overdue_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/review-overdue.ja.txt.mustache"
};
static const unsigned char agreement_agreement_pending_en_html_mustache[] = {
#embed "../../Workflows/texts/agreement/agreement-pending.en.html.mustache"
};
static const unsigned char agreement_agreement_pending_en_txt_mustache[] = {
#embed "../../Workflows/texts/agreement/agreement-pending.en.txt.mustache"
};
static const unsigned char agreement_agreement_pending_ja_html_mustache[] = {
#embed "../../Workflows/texts/agreement/agreement-pending.ja.html.mustache"
};
static const unsigned char agreement_agreement_pending_ja_txt_mustache[] = {
#embed "../../Workflows/texts/agreement/agreement-pending.ja.txt.mustache"
};
static const unsigned char agreement_en_yaml[] = {
#embed "../../Workflows/texts/agreement/en.yaml"
};
static const unsigned char agreement_ja_yaml[] = {
#embed "../../Workflows/texts/agreement/ja.yaml"
};
static const unsigned char common_address_changed_en_html_mustache[] = {
#embed "../../Workflows/texts/common/address-changed.en.html.mustache"
};
static const unsigned char common_address_changed_en_txt_mustache[] = {
#embed "../../Workflows/texts/common/address-changed.en.txt.mustache"
};
static const unsigned char common_address_changed_ja_html_mustache[] = {
#embed "../../Workflows/texts/common/address-changed.ja.html.mustache"
};
static const unsigned char common_address_changed_ja_txt_mustache[] = {
#embed "../../Workflows/texts/common/address-changed.ja.txt.mustache"
};
static const unsigned char common_api_en_yaml[] = {
#embed "../../Workflows/texts/common/api.en.yaml"
};
static const unsigned char common_api_ja_yaml[] = {
#embed "../../Workflows/texts/common/api.ja.yaml"
};
static const unsigned char common_document_html_mustache[] = {
#embed "../../Workflows/texts/common/document.html.mustache"
};
static const unsigned char common_en_yaml[] = {
#embed "../../Workflows/texts/common/en.yaml"
};
static const unsigned char common_identifiers_en_yaml[] = {
#embed "../../Workflows/texts/common/identifiers.en.yaml"
};
static const unsigned char common_identifiers_ja_yaml[] = {
#embed "../../Workflows/texts/common/identifiers.ja.yaml"
};
static const unsigned char common_ja_yaml[] = {
#embed "../../Workflows/texts/common/ja.yaml"
};
static const unsigned char common_letter_html_mustache[] = {
#embed "../../Workflows/texts/common/letter.html.mustache"
};
static const unsigned char common_letter_txt_mustache[] = {
#embed "../../Workflows/texts/common/letter.txt.mustache"
};
static const unsigned char common_mail_en_yaml[] = {
#embed "../../Workflows/texts/common/mail.en.yaml"
};
static const unsigned char common_mail_ja_yaml[] = {
#embed "../../Workflows/texts/common/mail.ja.yaml"
};
static const unsigned char common_notice_html_mustache[] = {
#embed "../../Workflows/texts/common/notice.html.mustache"
};
static const unsigned char common_notice_txt_mustache[] = {
#embed "../../Workflows/texts/common/notice.txt.mustache"
};
static const unsigned char common_pages_en_yaml[] = {
#embed "../../Workflows/texts/common/pages.en.yaml"
};
static const unsigned char common_pages_ja_yaml[] = {
#embed "../../Workflows/texts/common/pages.ja.yaml"
};
static const unsigned char common_sign_in_code_en_html_mustache[] = {
#embed "../../Workflows/texts/common/sign-in-code.en.html.mustache"
};
static const unsigned char common_sign_in_code_en_txt_mustache[] = {
#embed "../../Workflows/texts/common/sign-in-code.en.txt.mustache"
};
static const unsigned char common_sign_in_code_ja_html_mustache[] = {
#embed "../../Workflows/texts/common/sign-in-code.ja.html.mustache"
};
static const unsigned char common_sign_in_code_ja_txt_mustache[] = {
#embed "../../Workflows/texts/common/sign-in-code.ja.txt.mustache"
};
static const unsigned char identifier_watch_en_yaml[] = {
#embed "../../Workflows/texts/identifier-watch/en.yaml"
};
static const unsigned char identifier_watch_identifier_ended_en_html_mustache[] = {
#embed "../../Workflows/texts/identifier-watch/identifier-ended.en.html.mustache"
};
static const unsigned char identifier_watch_identifier_ended_en_txt_mustache[] = {
#embed "../../Workflows/texts/identifier-watch/identifier-ended.en.txt.mustache"
};
static const unsigned char identifier_watch_identifier_ended_ja_html_mustache[] = {
#embed "../../Workflows/texts/identifier-watch/identifier-ended.ja.html.mustache"
};
static const unsigned char identifier_watch_identifier_ended_ja_txt_mustache[] = {
#embed "../../Workflows/texts/identifier-watch/identifier-ended.ja.txt.mustache"
};
static const unsigned char identifier_watch_ja_yaml[] = {
#embed "../../Workflows/texts/identifier-watch/ja.yaml"
};
static const unsigned char invitation_box_html_mustache[] = {
#embed "../../Workflows/texts/invitation/box.html.mustache"
};
static const unsigned char invitation_box_txt_mustache[] = {
#embed "../../Workflows/texts/invitation/box.txt.mustache"
};
static const unsigned char invitation_en_yaml[] = {
#embed "../../Workflows/texts/invitation/en.yaml"
};
static const unsigned char invitation_invitation_accepted_en_html_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-accepted.en.html.mustache"
};
static const unsigned char invitation_invitation_accepted_en_txt_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-accepted.en.txt.mustache"
};
static const unsigned char invitation_invitation_accepted_ja_html_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-accepted.ja.html.mustache"
};
static const unsigned char invitation_invitation_accepted_ja_txt_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-accepted.ja.txt.mustache"
};
static const unsigned char invitation_invitation_declined_en_html_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-declined.en.html.mustache"
};
static const unsigned char invitation_invitation_declined_en_txt_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-declined.en.txt.mustache"
};
static const unsigned char invitation_invitation_declined_ja_html_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-declined.ja.html.mustache"
};
static const unsigned char invitation_invitation_declined_ja_txt_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-declined.ja.txt.mustache"
};
static const unsigned char invitation_invitation_expired_en_html_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-expired.en.html.mustache"
};
static const unsigned char invitation_invitation_expired_en_txt_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-expired.en.txt.mustache"
};
static const unsigned char invitation_invitation_expired_ja_html_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-expired.ja.html.mustache"
};
static const unsigned char invitation_invitation_expired_ja_txt_mustache[] = {
#embed "../../Workflows/texts/invitation/invitation-expired.ja.txt.mustache"
};
static const unsigned char invitation_ja_yaml[] = {
#embed "../../Workflows/texts/invitation/ja.yaml"
};
static const unsigned char invitation_user_invitation_en_html_mustache[] = {
#embed "../../Workflows/texts/invitation/user-invitation.en.html.mustache"
};
static const unsigned char invitation_user_invitation_en_txt_mustache[] = {
#embed "../../Workflows/texts/invitation/user-invitation.en.txt.mustache"
};
static const unsigned char invitation_user_invitation_ja_html_mustache[] = {
#embed "../../Workflows/texts/invitation/user-invitation.ja.html.mustache"
};
static const unsigned char invitation_user_invitation_ja_txt_mustache[] = {
#embed "../../Workflows/texts/invitation/user-invitation.ja.txt.mustache"
};
static const unsigned char topics_yaml[] = {
#embed "../../Workflows/topics.yaml"
};

static const genkan_asset table[] = {
    GENKAN_ASSET("Workflows/account-request.yaml", account_request_yaml),
    GENKAN_ASSET("Workflows/agreement.yaml", agreement_yaml),
    GENKAN_ASSET("Workflows/identifier-watch.yaml", identifier_watch_yaml),
    GENKAN_ASSET("Workflows/invitation.yaml", invitation_yaml),
    GENKAN_ASSET("Workflows/texts/account-request/account-activated.en.html.mustache", account_request_account_activated_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/account-activated.en.txt.mustache", account_request_account_activated_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/account-activated.ja.html.mustache", account_request_account_activated_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/account-activated.ja.txt.mustache", account_request_account_activated_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activate-account.en.html.mustache", account_request_activate_account_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activate-account.en.txt.mustache", account_request_activate_account_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activate-account.ja.html.mustache", account_request_activate_account_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activate-account.ja.txt.mustache", account_request_activate_account_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-pending.en.html.mustache", account_request_activation_pending_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-pending.en.txt.mustache", account_request_activation_pending_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-pending.ja.html.mustache", account_request_activation_pending_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-pending.ja.txt.mustache", account_request_activation_pending_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-reminder.en.html.mustache", account_request_activation_reminder_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-reminder.en.txt.mustache", account_request_activation_reminder_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-reminder.ja.html.mustache", account_request_activation_reminder_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-reminder.ja.txt.mustache", account_request_activation_reminder_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-required.en.html.mustache", account_request_activation_required_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-required.en.txt.mustache", account_request_activation_required_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-required.ja.html.mustache", account_request_activation_required_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-required.ja.txt.mustache", account_request_activation_required_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/approver-silent.en.html.mustache", account_request_approver_silent_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/approver-silent.en.txt.mustache", account_request_approver_silent_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/approver-silent.ja.html.mustache", account_request_approver_silent_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/approver-silent.ja.txt.mustache", account_request_approver_silent_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/approver-unknown.en.html.mustache", account_request_approver_unknown_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/approver-unknown.en.txt.mustache", account_request_approver_unknown_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/approver-unknown.ja.html.mustache", account_request_approver_unknown_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/approver-unknown.ja.txt.mustache", account_request_approver_unknown_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/box.html.mustache", account_request_box_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/box.txt.mustache", account_request_box_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-approved.en.html.mustache", account_request_domain_approved_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-approved.en.txt.mustache", account_request_domain_approved_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-approved.ja.html.mustache", account_request_domain_approved_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-approved.ja.txt.mustache", account_request_domain_approved_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-denied-approver.en.html.mustache", account_request_domain_denied_approver_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-denied-approver.en.txt.mustache", account_request_domain_denied_approver_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-denied-approver.ja.html.mustache", account_request_domain_denied_approver_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-denied-approver.ja.txt.mustache", account_request_domain_denied_approver_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-denied.en.html.mustache", account_request_domain_denied_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-denied.en.txt.mustache", account_request_domain_denied_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-denied.ja.html.mustache", account_request_domain_denied_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-denied.ja.txt.mustache", account_request_domain_denied_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-reason.en.html.mustache", account_request_domain_reason_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-reason.en.txt.mustache", account_request_domain_reason_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-reason.ja.html.mustache", account_request_domain_reason_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-reason.ja.txt.mustache", account_request_domain_reason_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-review.en.html.mustache", account_request_domain_review_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-review.en.txt.mustache", account_request_domain_review_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-review.ja.html.mustache", account_request_domain_review_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-review.ja.txt.mustache", account_request_domain_review_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-waiting.en.html.mustache", account_request_domain_waiting_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-waiting.en.txt.mustache", account_request_domain_waiting_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-waiting.ja.html.mustache", account_request_domain_waiting_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/domain-waiting.ja.txt.mustache", account_request_domain_waiting_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/en.yaml", account_request_en_yaml),
    GENKAN_ASSET("Workflows/texts/account-request/ja.yaml", account_request_ja_yaml),
    GENKAN_ASSET("Workflows/texts/account-request/request-deleted.en.html.mustache", account_request_request_deleted_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-deleted.en.txt.mustache", account_request_request_deleted_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-deleted.ja.html.mustache", account_request_request_deleted_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-deleted.ja.txt.mustache", account_request_request_deleted_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired-approver.en.html.mustache", account_request_request_expired_approver_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired-approver.en.txt.mustache", account_request_request_expired_approver_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired-approver.ja.html.mustache", account_request_request_expired_approver_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired-approver.ja.txt.mustache", account_request_request_expired_approver_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired.en.html.mustache", account_request_request_expired_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired.en.txt.mustache", account_request_request_expired_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired.ja.html.mustache", account_request_request_expired_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired.ja.txt.mustache", account_request_request_expired_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-forwarded.en.html.mustache", account_request_request_forwarded_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-forwarded.en.txt.mustache", account_request_request_forwarded_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-forwarded.ja.html.mustache", account_request_request_forwarded_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-forwarded.ja.txt.mustache", account_request_request_forwarded_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-withdrawn.en.html.mustache", account_request_request_withdrawn_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-withdrawn.en.txt.mustache", account_request_request_withdrawn_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-withdrawn.ja.html.mustache", account_request_request_withdrawn_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-withdrawn.ja.txt.mustache", account_request_request_withdrawn_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/review-escalated.en.html.mustache", account_request_review_escalated_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/review-escalated.en.txt.mustache", account_request_review_escalated_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/review-escalated.ja.html.mustache", account_request_review_escalated_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/review-escalated.ja.txt.mustache", account_request_review_escalated_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/review-overdue.en.html.mustache", account_request_review_overdue_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/review-overdue.en.txt.mustache", account_request_review_overdue_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/review-overdue.ja.html.mustache", account_request_review_overdue_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/review-overdue.ja.txt.mustache", account_request_review_overdue_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/agreement/agreement-pending.en.html.mustache", agreement_agreement_pending_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/agreement/agreement-pending.en.txt.mustache", agreement_agreement_pending_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/agreement/agreement-pending.ja.html.mustache", agreement_agreement_pending_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/agreement/agreement-pending.ja.txt.mustache", agreement_agreement_pending_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/agreement/en.yaml", agreement_en_yaml),
    GENKAN_ASSET("Workflows/texts/agreement/ja.yaml", agreement_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/address-changed.en.html.mustache", common_address_changed_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/common/address-changed.en.txt.mustache", common_address_changed_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/common/address-changed.ja.html.mustache", common_address_changed_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/common/address-changed.ja.txt.mustache", common_address_changed_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/common/api.en.yaml", common_api_en_yaml),
    GENKAN_ASSET("Workflows/texts/common/api.ja.yaml", common_api_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/document.html.mustache", common_document_html_mustache),
    GENKAN_ASSET("Workflows/texts/common/en.yaml", common_en_yaml),
    GENKAN_ASSET("Workflows/texts/common/identifiers.en.yaml", common_identifiers_en_yaml),
    GENKAN_ASSET("Workflows/texts/common/identifiers.ja.yaml", common_identifiers_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/ja.yaml", common_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/letter.html.mustache", common_letter_html_mustache),
    GENKAN_ASSET("Workflows/texts/common/letter.txt.mustache", common_letter_txt_mustache),
    GENKAN_ASSET("Workflows/texts/common/mail.en.yaml", common_mail_en_yaml),
    GENKAN_ASSET("Workflows/texts/common/mail.ja.yaml", common_mail_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/notice.html.mustache", common_notice_html_mustache),
    GENKAN_ASSET("Workflows/texts/common/notice.txt.mustache", common_notice_txt_mustache),
    GENKAN_ASSET("Workflows/texts/common/pages.en.yaml", common_pages_en_yaml),
    GENKAN_ASSET("Workflows/texts/common/pages.ja.yaml", common_pages_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/sign-in-code.en.html.mustache", common_sign_in_code_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/common/sign-in-code.en.txt.mustache", common_sign_in_code_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/common/sign-in-code.ja.html.mustache", common_sign_in_code_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/common/sign-in-code.ja.txt.mustache", common_sign_in_code_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/identifier-watch/en.yaml", identifier_watch_en_yaml),
    GENKAN_ASSET("Workflows/texts/identifier-watch/identifier-ended.en.html.mustache", identifier_watch_identifier_ended_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/identifier-watch/identifier-ended.en.txt.mustache", identifier_watch_identifier_ended_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/identifier-watch/identifier-ended.ja.html.mustache", identifier_watch_identifier_ended_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/identifier-watch/identifier-ended.ja.txt.mustache", identifier_watch_identifier_ended_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/identifier-watch/ja.yaml", identifier_watch_ja_yaml),
    GENKAN_ASSET("Workflows/texts/invitation/box.html.mustache", invitation_box_html_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/box.txt.mustache", invitation_box_txt_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/en.yaml", invitation_en_yaml),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-accepted.en.html.mustache", invitation_invitation_accepted_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-accepted.en.txt.mustache", invitation_invitation_accepted_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-accepted.ja.html.mustache", invitation_invitation_accepted_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-accepted.ja.txt.mustache", invitation_invitation_accepted_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-declined.en.html.mustache", invitation_invitation_declined_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-declined.en.txt.mustache", invitation_invitation_declined_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-declined.ja.html.mustache", invitation_invitation_declined_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-declined.ja.txt.mustache", invitation_invitation_declined_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-expired.en.html.mustache", invitation_invitation_expired_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-expired.en.txt.mustache", invitation_invitation_expired_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-expired.ja.html.mustache", invitation_invitation_expired_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/invitation-expired.ja.txt.mustache", invitation_invitation_expired_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/ja.yaml", invitation_ja_yaml),
    GENKAN_ASSET("Workflows/texts/invitation/user-invitation.en.html.mustache", invitation_user_invitation_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/user-invitation.en.txt.mustache", invitation_user_invitation_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/user-invitation.ja.html.mustache", invitation_user_invitation_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/invitation/user-invitation.ja.txt.mustache", invitation_user_invitation_ja_txt_mustache),
    GENKAN_ASSET("Workflows/topics.yaml", topics_yaml),
    {NULL, NULL, 0},
};

const genkan_asset *genkan_workflow_assets(void) { return table; }

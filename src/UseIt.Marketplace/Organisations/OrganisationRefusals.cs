using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

internal static class OrganisationRefusals
{
    public static readonly Refusal Unknown = new("organisation-unknown", "organisationId", "There is no such organisation");
    public static readonly Refusal Over = new("organisation-over", "organisationId", "The organisation is closed, or merged with another");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why, in a few words without names");
}

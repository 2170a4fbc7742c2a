using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>
/// A support organisation's people keep its networks; members see them and answer invitations; what a buyer and an enterprise have to do
/// with each other is seen by the two of them and by whoever brought them together, never by an evaluator.
/// </summary>
internal static class NetworkAccess
{
    public static readonly string[] Coordinating = [Roles.Adviser, Roles.ProgrammeManager];
    public static readonly string[] Buying = [Roles.Author, Roles.ContractManager];
    public static readonly string[] Visiting = [.. Roles.Enterprise, .. Roles.Buyer, .. Coordinating];

    public static AllowedTo Coordinators { get; } = AllowedTo.Role("a network's coordinator", Coordinating);
    public static AllowedTo Authors { get; } = AllowedTo.Role("a buyer's author", Roles.Author);
    public static AllowedTo Visitors { get; } = AllowedTo.Role("somebody of an invited organisation", Visiting);
    public static AllowedTo Engaged { get; } =
        AllowedTo.Role("a network's coordinator, or the buyer or the enterprise", [.. Coordinating, .. Buying, .. Roles.Enterprise]);
    public static AllowedTo Tellers { get; } =
        AllowedTo.Role("a network's coordinator or the buyer's author", [.. Coordinating, Roles.Author]);

    public static Access ForCoordinator(Actor actor, Guid support) => actor.On(support, Coordinating);

    /// <summary>Whether this actor may know of an introduction: somebody who scores bids for the buyer may not.</summary>
    public static bool Sees(Actor actor, Guid support, Guid buyer, Guid enterprise) =>
        actor.ActsFor(support, Coordinating)
        || actor.ActsFor(enterprise, [.. Roles.Enterprise])
        || actor.ActsFor(buyer, Buying) && !actor.Has(Roles.Evaluator);

    public static readonly Refusal OrganisationUnknown = new(
        "organisation-unknown",
        "organisationId",
        "Choose an organisation of the marketplace"
    );
    public static readonly Refusal NameMissing = new("name-missing", "name", "Enter its name");
    public static readonly Refusal PurposeMissing = new("purpose-missing", "purpose", "Say in a sentence what it is for");
    public static readonly Refusal DayWrong = new("day-wrong", "on", "Enter a day that is not in the future");
    public static readonly Refusal NotMembers = new("members-wrong", "members", "Choose members of the network");

    /// <summary>Whether a day was given and has come.</summary>
    public static bool HasBeen(DateOnly day, DateTimeOffset now) => day != default && day <= UkTime.DayOf(now);

    /// <summary>What somebody typed as a list: trimmed, without empty lines and repetitions.</summary>
    public static IReadOnlyList<string> Listed(IReadOnlyList<string>? lines) =>
        [.. (lines ?? []).Select(l => l.Trim()).Where(l => l.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
}

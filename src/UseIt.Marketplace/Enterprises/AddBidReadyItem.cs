using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>Somebody who speaks for the enterprise's work, and said yes to being asked.</summary>
public sealed record Referee(string Name, string Contact);

/// <summary>
/// One thing every buyer asks for, entered once: a policy, an insurance, accounts, a reference, a certificate. The enterprise has it, will
/// have it if it wins, or says why it needs none. A newer one takes the place of the one it replaces.
/// </summary>
public sealed record AddBidReadyItem(
    Guid OrganisationId,
    [property: NewId] Guid ItemId,
    BidReadyKind Kind,
    string Title,
    Guid? DocumentId = null,
    Money? Cover = null,
    DateOnly? Until = null,
    BidReadyState State = BidReadyState.Have,
    string? Reason = null,
    Guid? Replaces = null,
    Referee? Referee = null,
    bool RefereeAgreed = false
) : Message, ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class AddBidReadyItemHandler
{
    public static readonly Refusal NotRegistered = new("enterprise-not-registered", null, "Register the enterprise first");
    public static readonly Refusal TitleMissing = new(
        "bid-ready-title-missing",
        "title",
        "Enter a title, such as Safeguarding policy 2026"
    );
    public static readonly Refusal CoverMissing = new("bid-ready-cover-missing", "cover", "Enter how much the insurance covers");
    public static readonly Refusal CoverNotAnAmount = new("bid-ready-cover-not-an-amount", "cover", "Enter a cover above £0");
    public static readonly Refusal Expired = new("bid-ready-expired", "until", "It has expired. Add the newer one, or leave the day empty");
    public static readonly Refusal ReasonMissing = new("bid-ready-reason-missing", "reason", "Say why it is not for you");
    public static readonly Refusal ReplacedUnknown = new(
        "bid-ready-item-unknown",
        "replaces",
        "What this replaces is not in the file any more"
    );
    public static readonly Refusal RefereeIncomplete = new(
        "referee-incomplete",
        "referee.contact",
        "Enter both the referee's name and how to reach them"
    );
    public static readonly Refusal RefereeNotAsked = new(
        "referee-not-asked",
        "refereeAgreed",
        "Ask the referee first, and say here that they agreed"
    );

    /// <summary>A referee as they are kept: under a key of their own, that goes with the item.</summary>
    public sealed record Contact(Protected? Sealed);

    public static Access Authorise(Actor actor, AddBidReadyItem command) => EnterpriseAccess.ToChange(actor, command.OrganisationId);

    // The subject is derived: whoever chose one could have another's key destroyed with the item.
    public static async Task<Contact> Load(
        AddBidReadyItem command,
        Stream<SocialEnterprise> enterprise,
        Vault vault,
        CancellationToken cancel
    ) =>
        new(
            command.Referee is { } referee && enterprise.Exists && !enterprise.State.Knew(command.ItemId)
                ? await vault.SealAsync(
                    UuidV5.Of(command.EnterpriseId, $"referee/{command.ItemId}"),
                    JsonSerializer.Serialize(new Referee(referee.Name.Trim(), referee.Contact.Trim()), EventJson.Options),
                    cancel
                )
                : null
        );

    public static Decision Handle(AddBidReadyItem command, Stream<SocialEnterprise> enterprise, Contact contact, DateTimeOffset now)
    {
        if (!enterprise.Exists)
            return NotRegistered;
        if (enterprise.State.BidReadyItems.ContainsKey(command.ItemId))
            return Decision.Nothing;
        if (enterprise.State.Knew(command.ItemId))
            return NewIds.InUse("itemId");
        if (Wrong(command, enterprise.State, UkTime.DayOf(now)).ToArray() is { Length: > 0 } wrong)
            return Decision.Refuse(wrong);
        var have = command.State == BidReadyState.Have;
        var decision = Decision.On<SocialEnterprise>(
            command.EnterpriseId,
            new BidReadyItemAdded(
                command.EnterpriseId,
                command.OrganisationId,
                command.ItemId,
                command.Kind,
                command.Title.Trim(),
                have ? command.DocumentId : null,
                have ? command.Cover : null,
                have ? command.Until : null,
                command.State,
                command.State == BidReadyState.NotForUs ? command.Reason!.Trim() : null,
                command.Replaces,
                have ? contact.Sealed : null
            )
        );
        return command.Replaces is { } old && enterprise.State.BidReadyItems[old].Contact is { } forgotten
            ? decision.Send(new ForgetReferee(forgotten.Subject))
            : decision;
    }

    private static IEnumerable<Refusal> Wrong(AddBidReadyItem command, SocialEnterprise enterprise, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(command.Title))
            yield return TitleMissing;
        if (command.State == BidReadyState.NotForUs && string.IsNullOrWhiteSpace(command.Reason))
            yield return ReasonMissing;
        if (command.Replaces is { } old && !enterprise.BidReadyItems.ContainsKey(old))
            yield return ReplacedUnknown;
        if (command.State != BidReadyState.Have)
            yield break;
        if (command.Kind == BidReadyKind.Insurance && command.Cover is null)
            yield return CoverMissing;
        if (command.Cover is { Amount: <= 0 })
            yield return CoverNotAnAmount;
        if (command.Until < today)
            yield return Expired;
        if (command.Referee is not { } referee)
            yield break;
        if (string.IsNullOrWhiteSpace(referee.Name) || string.IsNullOrWhiteSpace(referee.Contact))
            yield return RefereeIncomplete;
        if (!command.RefereeAgreed)
            yield return RefereeNotAsked;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AddBidReadyItem>(
            "POST",
            "/api/v1/enterprises/{organisationId}/bid-ready-items",
            EnterpriseAccess.Changers,
            creates: "itemId"
        );
}

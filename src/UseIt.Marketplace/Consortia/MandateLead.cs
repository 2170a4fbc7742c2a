using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>A member lets the lead accept changed terms for it, while the price ceiling stays within a band, until an instant.</summary>
public sealed record MandateLead(Guid ConsortiumId, DateTimeOffset Until, Money? PriceFrom = null, Money? PriceTo = null)
    : Message,
        ICommand;

public static class MandateLeadHandler
{
    public static readonly Refusal LeadItself = new("lead-needs-no-mandate", null, "The lead accepts for itself and needs no mandate");
    public static readonly Refusal InThePast = new("mandate-in-the-past", "until", "Enter an instant in the future");
    public static readonly Refusal BandUpsideDown = new(
        "mandate-band-upside-down",
        "priceTo",
        "The highest ceiling must not be below the lowest"
    );

    public sealed record Band(Protected? From, Protected? To);

    public static Access Authorise(Actor actor, Consortium consortium) =>
        !consortium.IsPartner(actor.Organisation) ? Access.NotFound
        : actor.Has(Roles.Signatory) ? Access.Granted
        : Access.Forbidden;

    public static async Task<Band> Load(MandateLead command, Vault vault, CancellationToken cancel)
    {
        return new Band(await SealAsync(command.PriceFrom), await SealAsync(command.PriceTo));

        async Task<Protected?> SealAsync(Money? money) =>
            money is null ? null : await vault.SealAsync(command.ConsortiumId, JsonSerializer.Serialize(money, EventJson.Options), cancel);
    }

    public static Decision Handle(MandateLead command, Consortium consortium, Actor actor, Band band, DateTimeOffset now)
    {
        if (consortium.Dissolved)
            return ConsortiumAccess.Dissolved;
        if (consortium.LeadId == actor.Organisation)
            return LeadItself;
        if (command.Until <= now)
            return InThePast;
        if (command is { PriceFrom: { } from, PriceTo: { } to } && to < from)
            return BandUpsideDown;
        return Decision.On<Consortium>(
            command.ConsortiumId,
            new LeadMandated(command.ConsortiumId, actor.Organisation!.Value, band.From, band.To, command.Until)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<MandateLead>(
            "POST",
            "/api/v1/consortia/{consortiumId}/mandate",
            AllowedTo.Role("a member's signatory", Roles.Signatory)
        );
}

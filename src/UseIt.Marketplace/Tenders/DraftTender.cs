using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Begins a tender under a regime; the rules are those of the day the procurement starts (today where none is given).</summary>
public sealed record DraftTender(
    [property: NewId] Guid TenderId,
    Guid BuyerId,
    string Title,
    string Regime,
    DateOnly? Starts = null,
    Guid? ProcuringEntityId = null
) : Message, ICommand;

public static class DraftTenderHandler
{
    public static Access Authorise(Actor actor, DraftTender command) =>
        actor.ActsFor(command.BuyerId, Roles.Author) ? Access.Granted
        : actor.ActsFor(command.BuyerId) ? Access.Forbidden
        : Access.NotFound;

    public static Decision Handle(DraftTender command, Stream<Tender> tender, Actor actor, DateTimeOffset now)
    {
        // The id is the client's own; somebody else's tender of that id is none of its business.
        if (tender.Exists)
            return tender.State.BuyerId == command.BuyerId
                ? Decision.Nothing
                : new Refusal("tender-id-taken", "tenderId", "Use another id");
        if (WhatIsBought.Title(command.Title) is { } wrong)
            return wrong;
        var profile = Regime.Profile(command.Regime, command.Starts ?? UkTime.DayOf(now));
        if (!profile.Is(out var rules))
            return profile.Refusal!;
        return Decision.On<Tender>(
            command.TenderId,
            new TenderDrafted(
                command.TenderId,
                command.BuyerId,
                command.ProcuringEntityId,
                command.Title.Trim(),
                rules.Code,
                rules.RuleSet,
                actor.Person
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DraftTender>("POST", "/api/v1/tenders", Editors.Author, creates: "tenderId");
}

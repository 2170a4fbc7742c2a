using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

/// <summary>A supplier or an anchor offers to meet a need.</summary>
public sealed record OfferForNeed(
    Guid NeedId,
    [property: NewId(OrKept = true)] Guid OfferId,
    Guid OrganisationId,
    string What,
    DateOnly By,
    decimal? Quantity = null,
    string? Unit = null
) : Message, ICommand;

public static class OfferForNeedHandler
{
    public static readonly Refusal QuantityWrong = new("quantity-wrong", "quantity", "Enter how much, more than 0, or leave it out");
    public static readonly Refusal UnitMissing = new("unit-missing", "unit", "Say in which unit, for example hours");
    public static readonly Refusal Twice = new("offered-twice", null, "Your organisation has offered already. Withdraw that offer first");

    public static readonly Refusal OwnNeed = new(
        "own-need",
        "organisationId",
        "This is a need of your own organisation. Somebody else meets it"
    );

    public static Access Authorise(Actor actor, OfferForNeed command, Stream<Need> need) =>
        need.Exists ? actor.On(command.OrganisationId, NeedAccess.Offering) : Access.NotFound;

    public static Decision Handle(OfferForNeed command, Stream<Need> need, Actor actor, DateTimeOffset now)
    {
        if (need.State.Offers.ContainsKey(command.OfferId))
            return Decision.Nothing;
        if (need.State.Stage != NeedStage.Open)
            return NeedAccess.NotOpen;
        if (command.OrganisationId == need.State.Group)
            return OwnNeed;
        if (need.State.Offers.ContainsValue(command.OrganisationId))
            return Twice;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.What))
            wrong.Add(NeedAccess.WhatMissing);
        if (NeedAccess.IsPast(command.By, now))
            wrong.Add(NeedAccess.ByPast);
        if (command.Quantity is <= 0)
            wrong.Add(QuantityWrong);
        if (command.Quantity is not null && string.IsNullOrWhiteSpace(command.Unit))
            wrong.Add(UnitMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision
                .On<Need>(
                    command.NeedId,
                    new NeedOfferMade(
                        command.NeedId,
                        command.OfferId,
                        command.OrganisationId,
                        command.What.Trim(),
                        command.Quantity,
                        command.Quantity is null ? null : command.Unit!.Trim(),
                        command.By,
                        actor.Person
                    )
                )
                .Answering(command.OfferId);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<OfferForNeed>("POST", "/api/v1/needs/{needId}/offers", NeedAccess.Offerers, creates: "offerId");
}

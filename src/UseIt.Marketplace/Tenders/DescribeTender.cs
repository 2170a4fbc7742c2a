using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Says what the whole procurement is for. <c>Reservation</c> names a <see cref="ReservedFor"/> that the regime allows.</summary>
public sealed record DescribeTender(
    Guid TenderId,
    string Title,
    string Description,
    IReadOnlyList<string> Cpv,
    IReadOnlyList<Place> Places,
    Estimate Estimate,
    Period? Contract = null,
    bool SuitableForVcse = false,
    string? Reservation = null
) : Message, ICommand;

public static class DescribeTenderHandler
{
    public static readonly Refusal PeriodBackwards = new(
        "period-backwards",
        "contract.end",
        "The contract must end on or after the day it starts"
    );

    public static Refusal ReservationNotAllowed(RegimeProfile profile) =>
        new(
            "reservation-not-allowed",
            "reservation",
            profile.Reservations is { Count: > 0 } allowed
                ? $"{profile.Name} allows only these reservations: {string.Join(", ", allowed.Select(r => Name(r.For)).Distinct())}"
                : $"{profile.Name} allows no reservation"
        );

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author);

    public static Decision Handle(DescribeTender command, Tender tender)
    {
        if (tender.NotDraft() is { } no)
            return no;
        var refusals = WhatIsBought.Check(command.Title, command.Description, command.Cpv, command.Places, command.Estimate).ToList();
        if (command.Contract is { Start: { } start, End: { } end } && end < start)
            refusals.Add(PeriodBackwards);
        if (command.Reservation is { } reservation && tender.Profile.Reservations?.Any(r => Name(r.For) == reservation) != true)
            refusals.Add(ReservationNotAllowed(tender.Profile));
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);
        return Decision.On<Tender>(
            command.TenderId,
            new TenderDescribed(
                command.TenderId,
                command.Title.Trim(),
                command.Description.Trim(),
                command.Cpv,
                command.Places,
                command.Estimate,
                command.Contract,
                command.SuitableForVcse,
                command.Reservation
            )
        );
    }

    private static string Name(ReservedFor reserved) => $"{char.ToLowerInvariant(reserved.ToString()[0])}{reserved.ToString()[1..]}";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DescribeTender>("POST", "/api/v1/tenders/{tenderId}/description", Editors.Author);
}

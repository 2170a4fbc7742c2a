using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>One dated, sourced figure of an enterprise's growth.</summary>
public sealed record ObserveGrowth(
    [property: NewId] Guid ObservationId,
    Guid CaseId,
    GrowthMeasure Measure,
    decimal Value,
    DateOnly AsAt,
    string Source,
    Guid? DocumentId = null,
    bool Baseline = false
) : Message, ICommand;

public static class ObserveGrowthHandler
{
    public static readonly Refusal SourceMissing = new(
        "source-missing",
        "source",
        "Say where the figure comes from, such as the accounts of 2025"
    );
    public static readonly Refusal Negative = new("value-negative", "value", "The figure cannot be less than zero");
    public static readonly Refusal InTheFuture = new("as-at-in-future", "asAt", "The date of a figure cannot be in the future");

    public static Access Authorise(Actor actor, Case @case) =>
        actor.ActsFor(@case.Organisation, Roles.BidManager, Roles.OrganisationAdministrator)
            ? Access.Granted
            : CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(ObserveGrowth command, Case @case, Stream<Observation> observation, DateTimeOffset now)
    {
        if (observation.Exists)
            return Decision.Nothing;
        if (@case.WhyNot() is { } no)
            return no;
        if (string.IsNullOrWhiteSpace(command.Source))
            return SourceMissing;
        if (command.Value < 0)
            return Negative;
        if (command.AsAt > UkTime.DayOf(now))
            return InTheFuture;
        return Decision.On<Observation>(
            command.ObservationId,
            new GrowthObserved(
                command.ObservationId,
                @case.Organisation,
                command.CaseId,
                command.Measure,
                command.Value,
                UnitOf(command.Measure),
                command.AsAt,
                command.Source.Trim(),
                command.DocumentId,
                command.Baseline
            )
        );
    }

    private static string UnitOf(GrowthMeasure measure) =>
        measure switch
        {
            GrowthMeasure.FullTimeEquivalents => "FTE",
            GrowthMeasure.Volunteers => "people",
            _ => "GBP/year",
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ObserveGrowth>(
            "POST",
            "/api/v1/cases/{caseId}/observations",
            AllowedTo.Role("an adviser, or the enterprise itself", Roles.Adviser, Roles.BidManager, Roles.OrganisationAdministrator),
            creates: "observationId"
        );
}

using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// A figure as somebody published it: what it means, as at when, and where it stands. Several of one measure stay side by side.
/// </summary>
public sealed record RecordPublishedFigure(
    Guid ProgrammeId,
    [property: NewId(OrKept = true)] Guid FigureId,
    string Measure,
    string Said,
    decimal Value,
    string Unit,
    FigureKind Kind,
    string Definition,
    DateOnly AsAt,
    string Source
) : Message, ICommand;

public static class RecordPublishedFigureHandler
{
    public static readonly Refusal MeasureMissing = new("measure-missing", "measure", "Say what is counted");
    public static readonly Refusal SaidMissing = new(
        "said-missing",
        "said",
        "Enter the figure in the words of the source, such as over 120"
    );
    public static readonly Refusal UnitMissing = new("unit-missing", "unit", "Enter the unit");
    public static readonly Refusal DefinitionMissing = new(
        "definition-missing",
        "definition",
        "Say what the source counts, or that it does not say"
    );
    public static readonly Refusal SourceMissing = new("source-missing", "source", "Say where it was published");

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static Decision Handle(RecordPublishedFigure command, Programme programme)
    {
        if (programme.Figures.Any(f => f.FigureId == command.FigureId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        foreach (
            var (text, missing) in new[]
            {
                (command.Measure, MeasureMissing),
                (command.Said, SaidMissing),
                (command.Unit, UnitMissing),
                (command.Definition, DefinitionMissing),
                (command.Source, SourceMissing),
            }
        )
            if (string.IsNullOrWhiteSpace(text))
                wrong.Add(missing);
        if (command.AsAt == default)
            wrong.Add(new Refusal("as-at-missing", "asAt", "Enter the day the figure is about"));
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Programme>(
                command.ProgrammeId,
                new ProgrammeFigurePublished(
                    command.ProgrammeId,
                    command.FigureId,
                    command.Measure.Trim(),
                    command.Said.Trim(),
                    command.Value,
                    command.Unit.Trim(),
                    command.Kind,
                    command.Definition.Trim(),
                    command.AsAt,
                    command.Source.Trim()
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordPublishedFigure>(
            "POST",
            "/api/v1/programmes/{programmeId}/figures",
            ProgrammeAccess.Leads,
            creates: "figureId"
        );
}

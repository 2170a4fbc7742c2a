using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>
/// Lets a paused view or reaction go on without the fact it cannot take. The position is said again, so that nobody skips another fact than
/// the one looked at.
/// </summary>
public sealed record SkipFact(string Reader, long Position, string Reason) : Message, ICommand;

public static class SkipFactHandler
{
    public static Access Authorise(Actor actor) => OperationsModule.Authorise(actor);

    public static Task<Standing> Load(SkipFact command, LogReaders readers, Streams streams, CancellationToken cancel) =>
        Standing.OfAsync(command.Reader, readers, streams, cancel);

    public static Decision Handle(SkipFact command, Standing reader) =>
        reader.Refusal is { } refusal ? refusal
        : reader.PausedAt != command.Position ? Elsewhere(reader.PausedAt!.Value)
        : string.IsNullOrWhiteSpace(command.Reason) ? OperationsModule.ReasonMissing
        : Decision
            .On<ReaderCase>(ReaderCase.IdOf(command.Reader), new FactSkipped(command.Reader, command.Position, command.Reason.Trim()))
            .Skip(command.Reader, command.Position, command.Reason.Trim());

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SkipFact>("POST", $"{OperationsModule.Root}/readers/{{reader}}/skip", OperationsModule.Administrators);

    private static Refusal Elsewhere(long position) =>
        new(
            "reader-elsewhere",
            "position",
            string.Create(CultureInfo.InvariantCulture, $"The reader stands at {position}; look at that fact before you skip it"),
            new Dictionary<string, object?> { ["position"] = position }
        );
}

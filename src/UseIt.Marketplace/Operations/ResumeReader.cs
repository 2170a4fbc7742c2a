using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>Lets a paused view or reaction try again the fact it stands at.</summary>
public sealed record ResumeReader(string Reader, string Reason) : Message, ICommand;

public static class ResumeReaderHandler
{
    public static Access Authorise(Actor actor) => OperationsModule.Authorise(actor);

    public static Task<Standing> Load(ResumeReader command, LogReaders readers, Streams streams, CancellationToken cancel) =>
        Standing.OfAsync(command.Reader, readers, streams, cancel);

    public static Decision Handle(ResumeReader command, Standing reader) =>
        reader.Refusal is { } refusal ? refusal
        : string.IsNullOrWhiteSpace(command.Reason) ? OperationsModule.ReasonMissing
        : Decision
            .On<ReaderCase>(
                ReaderCase.IdOf(command.Reader),
                new ReaderResumed(command.Reader, reader.PausedAt!.Value, command.Reason.Trim())
            )
            .Resume(command.Reader);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ResumeReader>("POST", $"{OperationsModule.Root}/readers/{{reader}}/resume", OperationsModule.Administrators);
}

/// <summary>How a reader stands at this moment.</summary>
public sealed record Standing(bool Known, long? PausedAt)
{
    private static readonly Refusal Unknown = new("reader-unknown", "reader", "There is no reader of this name");
    private static readonly Refusal NotPaused = new("reader-not-paused", "reader", "This reader is not paused");

    public Refusal? Refusal =>
        !Known ? Unknown
        : PausedAt is null ? NotPaused
        : null;

    public static async Task<Standing> OfAsync(string reader, LogReaders readers, Streams streams, CancellationToken cancel)
    {
        // Read first: of two decisions about one reader the later one is made again.
        await streams.FetchAsync<ReaderCase>(ReaderCase.IdOf(reader), cancel);
        var follower = (await readers.HealthAsync(cancel)).Followers.FirstOrDefault(f => f.Progress == reader);
        return new Standing(follower is not null, follower?.PausedAt);
    }
}

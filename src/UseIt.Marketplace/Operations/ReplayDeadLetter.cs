using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>Sends a message that was set aside again, once what stopped it is mended.</summary>
public sealed record ReplayDeadLetter(Guid LetterId, string Reason) : Message, ICommand;

public static class ReplayDeadLetterHandler
{
    public static readonly Refusal Unknown = new("dead-letter-unknown", "letterId", "No message with this id is set aside");

    public static Access Authorise(Actor actor) => OperationsModule.Authorise(actor);

    public static async Task<SetAside> Load(ReplayDeadLetter command, DeadLetters letters, CancellationToken cancel) =>
        new(await letters.FindAsync(command.LetterId, cancel));

    public static Decision Handle(ReplayDeadLetter command, Stream<DeadLetterCase> letter, SetAside found) =>
        found.Letter is not { } message ? Unknown
        : string.IsNullOrWhiteSpace(command.Reason) ? OperationsModule.ReasonMissing
        : Decision
            .On<DeadLetterCase>(
                command.LetterId,
                new DeadLetterReplayed(command.LetterId, message.Type, message.Error, command.Reason.Trim())
            )
            .With(DeadLetters.Replay, command.LetterId);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReplayDeadLetter>(
            "POST",
            $"{OperationsModule.Root}/dead-letters/{{letterId}}/replay",
            OperationsModule.Administrators
        );
}

/// <summary>The message as it is set aside at this moment, if it is.</summary>
public sealed record SetAside(DeadLetter? Letter);

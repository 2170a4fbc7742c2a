using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>Gives a message up that was set aside.</summary>
public sealed record DiscardDeadLetter(Guid LetterId, string Reason) : Message, ICommand;

public static class DiscardDeadLetterHandler
{
    public static Access Authorise(Actor actor) => OperationsModule.Authorise(actor);

    public static async Task<SetAside> Load(DiscardDeadLetter command, DeadLetters letters, CancellationToken cancel) =>
        new(await letters.FindAsync(command.LetterId, cancel));

    public static Decision Handle(DiscardDeadLetter command, Stream<DeadLetterCase> letter, SetAside found) =>
        found.Letter is not { } message ? ReplayDeadLetterHandler.Unknown
        : string.IsNullOrWhiteSpace(command.Reason) ? OperationsModule.ReasonMissing
        : Decision
            .On<DeadLetterCase>(
                command.LetterId,
                new DeadLetterDiscarded(command.LetterId, message.Type, message.Error, command.Reason.Trim())
            )
            .With(DeadLetters.Discard, command.LetterId);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DiscardDeadLetter>(
            "POST",
            $"{OperationsModule.Root}/dead-letters/{{letterId}}/discard",
            OperationsModule.Administrators
        );
}

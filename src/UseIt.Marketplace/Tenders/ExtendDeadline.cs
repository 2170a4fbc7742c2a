using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Moves the deadline to where a colleague proposed it; <c>To</c> repeats the proposal, so that nobody approves what he has not seen.
/// </summary>
[NeedsSecondFactor]
public sealed record ExtendDeadline(Guid TenderId, DateTimeOffset To) : Message, ICommand;

public static class ExtendDeadlineHandler
{
    public static readonly Refusal NotProposed = new(
        "extension-not-proposed",
        "to",
        "Nobody has proposed this deadline. Propose it first; another approver then makes it so"
    );
    public static readonly Refusal OwnProposal = new(
        "extension-own-proposal",
        null,
        "Another approver than the one who proposed it must approve a later deadline"
    );

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Approver);

    public static Task<Impartial> Load(
        ExtendDeadline command,
        Tender tender,
        Actor actor,
        Impartiality impartiality,
        CancellationToken cancel
    ) => impartiality.OfAsync(actor, command.TenderId, tender.BuyerId, lot: null, cancel);

    public static Decision Handle(ExtendDeadline command, Tender tender, Actor actor, Impartial impartial, DateTimeOffset now)
    {
        if (tender.Stage == TenderStage.Published && tender.Deadline == command.To)
            return Decision.Nothing;
        if (tender.NotOpen(now) is { } no)
            return no;
        if (tender.Extension is not { } proposed || proposed.To != command.To)
            return NotProposed;
        if (proposed.By == actor.Person && !actor.IsSystem)
            return OwnProposal;
        if (impartial.No is { } partial)
            return partial;
        return Decision
            .On<Tender>(
                command.TenderId,
                new DeadlineExtended(command.TenderId, tender.Deadline!.Value, proposed.To, proposed.Reason, proposed.QuestionsUntil)
            )
            .Send(new CloseTender(command.TenderId), proposed.To);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ExtendDeadline>("POST", "/api/v1/tenders/{tenderId}/extensions", Editors.Approver);
}

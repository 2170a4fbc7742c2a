using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Sets how bids will be judged: criteria with weights that sum to exactly 100, one or two envelopes, how a tie is broken, and whether
/// prices are compared without VAT or with it.
/// </summary>
public sealed record SetCriteria(
    Guid TenderId,
    IReadOnlyList<Criterion> Criteria,
    Envelopes Envelopes,
    IReadOnlyList<string> TieLadder,
    PriceBasis? Basis = null
) : Message, ICommand;

public static class SetCriteriaHandler
{
    public static readonly Refusal WeightsNotAllowed = new(
        "weights-not-allowed",
        "criteria",
        "This regime does not allow weights. Rank or describe the criteria"
    );

    /// <summary>What the buyer should know of the method, though it is allowed.</summary>
    public sealed record Warnings(IReadOnlyList<MethodWarning> Of);

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author);

    public static Decision Handle(SetCriteria command, Tender tender)
    {
        if (tender.NotDraft() is { } no)
            return no;
        if (tender.Profile.Importance is { Weights: false })
            return WeightsNotAllowed;
        var method = AwardMethod.Of(command.Criteria, command.TieLadder);
        if (!method.Is(out var known))
            return method.Refusal!;
        return Decision
            .On<Tender>(
                command.TenderId,
                new CriteriaSet(command.TenderId, command.Criteria, command.Envelopes, command.TieLadder, command.Basis)
            )
            .Answering(new Warnings(IrrelevantBids.Warning(known.Price) is { } warning ? [warning] : []));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SetCriteria>("POST", "/api/v1/tenders/{tenderId}/criteria", Editors.Author);
}

using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Awards;

/// <summary>The conditions of participation of a lot, and the capabilities it demands: who misses one cannot win.</summary>
public sealed record Conditions(IReadOnlyList<Requirement> Asked)
{
    public static async Task<Conditions> LoadAsync(Evaluation evaluation, Streams streams, CancellationToken cancel) =>
        Of((await streams.FetchAsync<Procurement>(evaluation.TenderId, cancel)).State, evaluation.LotId);

    public static Conditions Of(Procurement procurement, Guid lot) =>
        new([
            .. procurement.Requirements.Where(r =>
                r is { Kind: RequirementKind.Condition or RequirementKind.Capability, Mandatory: true } && r.LotId == lot
            ),
        ]);

    /// <summary>What nobody has decided about, for the bids that stand.</summary>
    public int UndecidedIn(Evaluation evaluation) =>
        evaluation
            .Standing.ExceptBy(evaluation.Unfit, b => b.BidId)
            .Sum(b => Asked.Count(c => !evaluation.Decisions.ContainsKey(new ConditionKey(b.BidId, c.RequirementId))));

    /// <summary>The conditions that a bid was found to miss, by their titles.</summary>
    public string MissedBy(Evaluation evaluation, Guid bid) =>
        string.Join(
            ", ",
            Asked
                .Where(c => evaluation.Decisions.GetValueOrDefault(new ConditionKey(bid, c.RequirementId)) is { Met: false })
                .Select(c => $"“{c.Title}”")
        );
}

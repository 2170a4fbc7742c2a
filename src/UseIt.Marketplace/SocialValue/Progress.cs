namespace UseIt.Marketplace.SocialValue;

/// <summary>So much of a commitment falls due on a day.</summary>
public sealed record Instalment(DateOnly Due, decimal Quantity);

/// <summary>
/// One piece of delivery as it stands: corrected quantities are the last ones, withdrawn pieces are left out by the caller.
/// </summary>
/// <param name="On">The last day of the period it is about.</param>
/// <param name="Quantity">What the supplier says was delivered.</param>
/// <param name="Verified">What the buyer found; null until looked at.</param>
/// <param name="Disputed">The buyer disputes it.</param>
public sealed record Evidence(DateOnly On, decimal Quantity, decimal? Verified = null, bool Disputed = false);

public enum ProgressStatus
{
    NotRecorded,
    NotYetDue,
    OnTrack,
    Behind,
    Met,
}

/// <summary>How far one commitment is on one day, in its own unit. Null means nobody has recorded it, which is not nothing.</summary>
/// <param name="Promised">The whole quantity in force.</param>
/// <param name="Due">What should have been delivered by the day; null without a plan.</param>
/// <param name="Delivered">What the supplier has evidenced; null without any evidence.</param>
/// <param name="Verified">What the buyer has verified; null without any evidence, 0 where there is some and none is verified.</param>
/// <param name="Disputed">What is delivered and disputed.</param>
public sealed record Progress(decimal Promised, decimal? Due, decimal? Delivered, decimal? Verified, decimal? Disputed)
{
    public decimal? DeliveredOfDue => Figure.PercentOf(Delivered, Due);

    public decimal? DeliveredOfPromised => Figure.PercentOf(Delivered, Promised);

    public decimal? VerifiedOfPromised => Figure.PercentOf(Verified, Promised);

    public decimal? VerifiedOfDelivered => Figure.PercentOf(Verified, Delivered);

    public ProgressStatus Status =>
        Verified >= Promised ? ProgressStatus.Met
        : Due is null ? ProgressStatus.NotRecorded
        : Due == 0m ? ProgressStatus.NotYetDue
        : Delivered is null ? ProgressStatus.NotRecorded
        : Delivered >= Due ? ProgressStatus.OnTrack
        : ProgressStatus.Behind;

    public static Progress Of(decimal promised, IReadOnlyList<Instalment> plan, IReadOnlyList<Evidence> evidence, DateOnly asAt)
    {
        Evidence[] recorded = [.. evidence.Where(piece => piece.On <= asAt)];
        return new Progress(
            promised,
            plan.Count == 0 ? null : plan.Where(instalment => instalment.Due <= asAt).Sum(instalment => instalment.Quantity),
            recorded.Length == 0 ? null : recorded.Sum(piece => piece.Quantity),
            recorded.Length == 0 ? null : recorded.Where(piece => !piece.Disputed).Sum(piece => piece.Verified ?? 0m),
            recorded.Length == 0 ? null : recorded.Where(piece => piece.Disputed).Sum(piece => piece.Quantity)
        );
    }

    /// <summary>A commitment with one due day, or none, has a plan of one instalment, or none.</summary>
    public static IReadOnlyList<Instalment> PlanOf(decimal quantity, DateOnly? due) =>
        due is { } day ? [new Instalment(day, quantity)] : [];
}

/// <summary>Commitments of one metric together: the sums are of what is recorded, and how many are not stands beside them.</summary>
public sealed record ProgressTotal(Progress Sum, int Commitments, int WithoutPlan, int WithoutEvidence)
{
    public static ProgressTotal Of(IReadOnlyList<Progress> commitments) =>
        new(
            new Progress(
                commitments.Sum(one => one.Promised),
                SumOf(commitments.Select(one => one.Due)),
                SumOf(commitments.Select(one => one.Delivered)),
                SumOf(commitments.Select(one => one.Verified)),
                SumOf(commitments.Select(one => one.Disputed))
            ),
            commitments.Count,
            commitments.Count(one => one.Due is null),
            commitments.Count(one => one.Delivered is null)
        );

    private static decimal? SumOf(IEnumerable<decimal?> values)
    {
        decimal[] known = [.. values.OfType<decimal>()];
        return known.Length == 0 ? null : known.Sum();
    }
}

using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.SocialValue;

/// <summary>A policy note's least weight for social value, for organisations that the note binds.</summary>
/// <param name="Note">Which note.</param>
/// <param name="From">For procurements that start on or after this day,</param>
/// <param name="Bands">with a value including VAT from the amount given: percent of the total score.</param>
public sealed record WeightRule(string Note, DateOnly From, IReadOnlyList<(decimal FromValue, decimal Percent)> Bands);

/// <summary>
/// How much social value must count at least. Most anchor institutions are bound by no note; they choose their own weight.
/// </summary>
public static class LeastWeight
{
    public static IReadOnlyList<WeightRule> Notes { get; } =
    [
        new("PPN 06/20", new(2021, 1, 1), [(0m, 10m)]),
        new("PPN 002", new(2025, 10, 1), [(0m, 10m)]),
        new("PPN 026", new(2027, 1, 1), [(1_000_000m, 10m), (5_000_000m, 20m)]),
    ];

    /// <summary>The percentage, null where none is mandated, or the question whose answer is missing.</summary>
    public static Answer<decimal?> For(bool? boundByNotes, DateOnly? starts, Money? valueWithVat)
    {
        if (boundByNotes is null)
            return new Refusal(
                "bound-by-notes-not-said",
                "boundByNotes",
                "Say whether you are a central government department, agency or public body"
            );
        if (boundByNotes == false)
            return Answer.Of<decimal?>(null);
        if (starts is not { } day)
            return new Refusal(
                "start-day-missing-for-weight",
                "starts",
                "Enter the day the procurement starts. The social value model changes with it"
            );
        if (Notes.LastOrDefault(note => note.From <= day) is not { } rule)
            return Answer.Of<decimal?>(null);
        if (rule.Bands is [(0m, decimal always)])
            return Answer.Of<decimal?>(always);
        if (valueWithVat is not { } value)
            return new Refusal(
                "estimate-missing-for-weight",
                "estimate",
                "Enter the estimated value including VAT. The least weight depends on it"
            );
        if (value.Currency != Money.Pounds)
            return new Refusal("estimate-not-in-pounds", "estimate", "Enter the estimated value in pounds");
        return Answer.Of<decimal?>(
            rule.Bands.Where(band => value.Amount >= band.FromValue).Select(band => (decimal?)band.Percent).LastOrDefault()
        );
    }
}

using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Consortia;

/// <summary>Shares of a consortium, exact to the hundredth, and money divided by them, exact to the penny.</summary>
public static class ConsortiumShares
{
    /// <summary>Shares in proportion to what each member's work costs. They add up to exactly 100.00.</summary>
    public static IReadOnlyList<(Guid OrganisationId, Share Share)> FromPrices(IReadOnlyList<(Guid OrganisationId, Money Price)> priced) =>
        [.. priced.Zip(Share.Split([.. priced.Select(part => part.Price.Amount)]), (part, share) => (part.OrganisationId, share))];

    /// <summary>A payment to the consortium in whole pence per member that add up to it.</summary>
    public static IReadOnlyList<(Guid OrganisationId, Money Part)> Divide(Money payment, IReadOnlyList<TermsMember> members) =>
        [
            .. members.Zip(
                payment.Split([.. members.Select(member => member.Share.Percent)]),
                (member, part) => (member.OrganisationId, part)
            ),
        ];
}

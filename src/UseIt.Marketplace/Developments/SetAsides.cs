using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Developments;

/// <summary>Who work is set aside for, and whether a supplier is one of them.</summary>
public static class SetAsides
{
    /// <summary>Whether a supplier is one of those a package is set aside for; what is not known is not so.</summary>
    public static bool Fits(SetAsideFor wanted, bool socialEnterprise, bool? local) =>
        wanted switch
        {
            SetAsideFor.SocialEnterprises => socialEnterprise,
            SetAsideFor.LocalFirms => local == true,
            _ => socialEnterprise || local == true,
        };

    /// <summary>
    /// Whether an address lies in the borough of the development: only where all places of its postcode's first half do. Null where the
    /// address, or where it lies, is not known.
    /// </summary>
    public static bool? IsLocal(string? postalCode, string developmentPlace) =>
        Places.Meant(postalCode).Select(p => BoroughOf(p.Code)).ToHashSet(StringComparer.Ordinal) is { Count: > 0 } boroughs
        && BoroughOf(developmentPlace) is { } own
            ? boroughs.SetEquals([own])
            : null;

    private static string? BoroughOf(string code) =>
        Places.Of(code) is not { } place ? null
        : place.Kind is "ward" ? place.Within
        : place.Code;
}

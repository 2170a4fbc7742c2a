using System.Globalization;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.SocialValue;

/// <summary>
/// A figure as it may leave the system: never without its unit, its day, where it comes from and, where it follows one, the framework's
/// edition.
/// </summary>
public sealed record Figure(decimal? Value, string Unit, DateOnly AsAt, string Source, string? Framework = null, string? Edition = null)
{
    public const string NotRecorded = "Not recorded";

    /// <summary>What people read. A missing value says so: it is not nothing.</summary>
    public string Shown => Number(Value) + (Value is null || Unit.Length == 0 ? "" : $" {Unit}");

    public static string Number(decimal? value, int places = 2) =>
        value is { } known ? Round(known, places).ToString("#,##0.######", CultureInfo.InvariantCulture) : NotRecorded;

    public static string Percent(decimal? percent, int places = 1) =>
        percent is { } known ? Round(known, places).ToString("#,##0.######", CultureInfo.InvariantCulture) + "%" : NotRecorded;

    /// <summary>The part in percent of the whole, not rounded for show; unknown where either is, or where the whole is nothing.</summary>
    public static decimal? PercentOf(decimal? part, decimal? whole) =>
        part is { } known && whole is { } all && all != 0m ? ((Fraction)known * 100 / all).ToDecimal(6) : null;

    private static decimal Round(decimal value, int places) => decimal.Round(value, places, MidpointRounding.AwayFromZero);
}

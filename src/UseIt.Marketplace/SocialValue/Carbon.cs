using System.Globalization;

namespace UseIt.Marketplace.SocialValue;

/// <summary>
/// Carbon in metric tonnes of carbon dioxide equivalent, and what a tonne is worth in the appraisal of policies in pounds of
/// <see cref="PriceYear"/> (Department for Energy Security and Net Zero and HM Treasury; Open Government Licence v3.0). The quantity is the
/// figure of a report; the value is only ever shown beside it, with its year and source.
/// </summary>
public sealed record CarbonValue(decimal Low, decimal Central, decimal High)
{
    public const int PriceYear = 2022;
    public const string Unit = "tonnes of CO2e";
    public const string Source = "DESNZ and HM Treasury, carbon values for appraisal, 2022 prices (Open Government Licence v3.0)";

    private static readonly IReadOnlyDictionary<int, CarbonValue> Years = Read();

    /// <summary>A tonne emitted or saved in a year; null for years that were not published.</summary>
    public static CarbonValue? OfTonneIn(int year) => Years.GetValueOrDefault(year);

    public static CarbonValue? Of(decimal tonnes, int year) =>
        OfTonneIn(year) is { } one ? new(tonnes * one.Low, tonnes * one.Central, tonnes * one.High) : null;

    public static decimal Tonnes(decimal kilograms) => kilograms / 1000m;

    private static Dictionary<int, CarbonValue> Read()
    {
        using var file = new StreamReader(typeof(CarbonValue).Assembly.GetManifestResourceStream("carbon-values.csv")!);
        return file.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.TrimEnd('\r').Split(','))
            .ToDictionary(
                cells => int.Parse(cells[0], CultureInfo.InvariantCulture),
                cells => new CarbonValue(Number(cells[1]), Number(cells[2]), Number(cells[3]))
            );

        static decimal Number(string cell) => decimal.Parse(cell, CultureInfo.InvariantCulture);
    }
}

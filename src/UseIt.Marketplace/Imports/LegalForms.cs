namespace UseIt.Marketplace.Imports;

/// <summary>Legal forms as lists shorten them, by the names that the register of enterprises uses.</summary>
internal static class LegalForms
{
    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["cic"] = "Community interest company",
        ["community interest company"] = "Community interest company",
        ["cic limited by guarantee"] = "Community interest company",
        ["cic limited by shares"] = "Community interest company",
        ["cio"] = "Charitable incorporated organisation",
        ["charitable incorporated organisation"] = "Charitable incorporated organisation",
        ["charitable company"] = "Charitable company",
        ["cbs"] = "Community benefit society",
        ["bencom"] = "Community benefit society",
        ["community benefit society"] = "Community benefit society",
        ["co op"] = "Co-operative society",
        ["coop"] = "Co-operative society",
        ["cooperative society"] = "Co-operative society",
        ["co operative society"] = "Co-operative society",
        ["clg"] = "Company limited by guarantee",
        ["company limited by guarantee"] = "Company limited by guarantee",
    };

    /// <summary>What is short for a known form in full; any other stays as it was written.</summary>
    public static string? Called(string? written) =>
        written is null ? null : Short.GetValueOrDefault(SheetColumns.Plain(written.Replace(".", "", StringComparison.Ordinal)), written);
}

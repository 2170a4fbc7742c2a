using UseIt.Marketplace.Imports;

namespace UseIt.Marketplace.Spend;

/// <summary>What was decided about a file of paid invoices on its way in.</summary>
public sealed record InvoiceFile : ISheetState
{
    public static string Kind => "paid invoices";

    /// <summary>What each column says; null before anybody has said.</summary>
    public IReadOnlyList<InvoiceField?>? Columns { get; init; }

    /// <summary>By the first row of a supplier, who it is.</summary>
    public IReadOnlyDictionary<int, string> Answers { get; init; } = new Dictionary<int, string>();

    /// <summary>What becomes of rows that look like payments that are there already; null before anybody has said.</summary>
    public TwiceAnswer? Twice { get; init; }

    /// <summary>Which of them are other payments.</summary>
    public IReadOnlyList<int> Others { get; init; } = [];

    /// <summary>The document that its lines became.</summary>
    public Guid? Document { get; init; }
}

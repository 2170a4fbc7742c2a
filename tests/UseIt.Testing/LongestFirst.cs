using Xunit;
using Xunit.Abstractions;

namespace UseIt.Testing;

/// <summary>
/// Classes that work for a minute begin first, so that none of them is left running alone at the end. The rest comes in the order it was
/// found in: those that stop processes and wait would stand in each other's way.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        "AccessMatrixTests",
        "ReportFilesTests",
        "ReleasesTests",
        "AdviserJourneyTests",
        "WalkTests",
        "ResearchPagesTests",
    ];

    /// <inheritdoc />
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => Place(c.DisplayName));

    // A collection of one class is called "Test collection for", and its name.
    private static int Place(string collection) =>
        Array.FindIndex(Long, name => collection.EndsWith($".{name}", StringComparison.Ordinal)) is >= 0 and var place
            ? place
            : Long.Length;
}

using System.Collections.Immutable;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Library;

public enum LibraryStage
{
    Draft,
    Published,
    Withdrawn,
}

/// <summary>An item of the library as decisions need to know it.</summary>
public sealed record LibraryItem(
    Guid Organisation,
    LibraryText? Text,
    LibraryStage Stage,
    ImmutableHashSet<(Guid Report, string Figure)> Figures
) : IState<LibraryItem>
{
    public static LibraryItem Empty { get; } = new(Guid.Empty, null, LibraryStage.Draft, []);

    public LibraryItem Evolve(object fact) =>
        fact switch
        {
            LibraryItemDrafted e => this with { Organisation = e.OrganisationId, Text = e.Text },
            LibraryItemRevised e => this with { Text = e.Text },
            LibraryFigureLinked e => this with { Figures = Figures.Add((e.Figure.ReportId, e.Figure.FigureKey)) },
            LibraryFigureUnlinked e => this with { Figures = Figures.Remove((e.ReportId, e.FigureKey)) },
            LibraryItemPublished => this with { Stage = LibraryStage.Published },
            LibraryItemWithdrawn => this with { Stage = LibraryStage.Withdrawn },
            _ => this,
        };
}

using UseIt.Marketplace.Library;
using UseIt.Marketplace.Reports;

namespace UseIt.Marketplace.Story;

/// <summary>Three case studies: a network, a contract told by its supplier with a figure of its return, a year of the hospital.</summary>
internal static class TheLibrary
{
    private static readonly Guid Contract = Contracts.Contract.IdOf(
        Awards.Award.IdOf(Awards.Evaluation.IdOf(Teller.Id("tender/grounds"), Teller.Id("lot/grounds")))
    );

    public static void Tell(Teller tell)
    {
        tell.Scene(
            "What was learnt is written down",
            tell.At(-8, 15),
            async () =>
            {
                await WriteAsync(
                    tell,
                    Cast.Adviser,
                    "network",
                    "How a network found its way into a hospital",
                    "Twelve enterprises met a hospital twice. One meeting led to a contract, the other to an award.",
                    """
                    The hospital could not buy from enterprises it did not know, and none of them was large enough alone.
                    A day in a church hall changed that: the hospital told all at once what it needs, and three who were there bid together.
                    What we would do again: ask each enterprise for one line about what it can do, and ask about every promise a week later.
                    """,
                    LibraryLicence.CreativeCommonsAttribution
                );
                var contractReturn = await tell.AsAsync(Cast.GroundsManager, new RunReport("contract-return", Contract));
                await WriteAsync(
                    tell,
                    Cast.GroundsManager,
                    "grounds",
                    "Keeping a hospital’s grounds with people from its wards",
                    "Three enterprises keep the grounds of a new hospital, and most of the work is done by people who live in sight of it.",
                    """
                    None of the three could have done it alone: one leads the teams, one plants, one takes care of what is left over.
                    The hardest part was machines. The hospital lent its own for a season, as it had said in an answer everybody could read.
                    The figure beside this text is from our quarterly return, as the hospital verified it.
                    """,
                    LibraryLicence.CreativeCommonsAttribution,
                    RunReportHandler.ReportOf(contractReturn)
                );
                var statement = await tell.AsAsync(Cast.ContractManager, new RunReport("anchor-statement", Cast.Hospital.Id));
                await WriteAsync(
                    tell,
                    Cast.ContractManager,
                    "anchor",
                    "What an anchor learnt about buying nearby",
                    "Smaller lots, a day with the market beforehand and answers to everybody brought bids we had never had.",
                    """
                    We used to ask for three references from hospitals, and wondered why nobody near us bid.
                    We now say what we will buy before we buy it, and what we say is on the tender’s page for all bidders.
                    It took no longer than before.
                    """,
                    LibraryLicence.OpenGovernment,
                    RunReportHandler.ReportOf(statement)
                );
            }
        );
    }

    private static async Task WriteAsync(
        Teller tell,
        Figure by,
        string key,
        string title,
        string summary,
        string body,
        LibraryLicence licence,
        Guid? report = null
    )
    {
        var item = Teller.Id($"library/{key}");
        await tell.AsAsync(
            by,
            new DraftLibraryItem(item, by.For.Id, LibraryKind.CaseStudy, new LibraryText(title, summary, body.Trim(), licence, "en"))
        );
        if (report is { } id && await FirstAsync(tell, id) is { } figure)
            await tell.AsAsync(by, new LinkLibraryFigure(item, id, figure));
        await tell.AsAsync(by, new PublishLibraryItem(item, Checked: true));
    }

    // Of what somebody else has verified, the first; else the first that has a value.
    private static async Task<string?> FirstAsync(Teller tell, Guid report)
    {
        var run = await tell.FactAsync<ReportRun>(report);
        var figures = LinkLibraryFigureHandler.Offered(tell.Services.GetRequiredService<ReportKinds>(), run).ToArray();
        return (figures.FirstOrDefault(f => f.State == FigureState.Verified) ?? figures.FirstOrDefault())?.FigureKey;
    }
}

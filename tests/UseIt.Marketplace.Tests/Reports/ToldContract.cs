using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Reports;

/// <summary>
/// A contract of Selly Vale Hospital with two suppliers, told in facts on the real store: two promises, one piece of evidence verified and
/// one not, and texts that mean harm.
/// </summary>
public sealed record ToldContract(
    Guid Contract,
    Guid Tender,
    Guid Jobs,
    Guid Volunteering,
    TestPerson Manager,
    TestPerson Lead,
    TestPerson Partner,
    TestPerson Stranger
)
{
    public const string Formula = "=HYPERLINK(\"http://example.org\",\"Jobs\")";
    public const string Arabic = "وظائف للسكان المحليين";
    public const string Markup = "<script>alert(1)</script> & \"more\"";
    public const string LeadingZeros = "00123";

    public static async Task<ToldContract> TellAsync(MarketplaceApp app, params OrganisationKind[] buyerIsToo)
    {
        var buyer = await app.OrganisationAsync("Selly Vale Hospital", [OrganisationKind.Buyer, .. buyerIsToo]);
        var lead = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var partner = await app.OrganisationAsync("Nechells Joinery Co-op", OrganisationKind.Enterprise);
        var rival = await app.OrganisationAsync("Rival Ltd", OrganisationKind.Enterprise);
        var told = new ToldContract(
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            await app.PersonAsync("Priya Raman", buyer, Roles.ContractManager),
            await app.PersonAsync("Grace Okafor", lead, Roles.Member, Roles.Signatory),
            await app.PersonAsync("Tom Reilly", partner, Roles.Member, Roles.Signatory),
            await app.PersonAsync("Rival Person", rival, Roles.Member)
        );
        var period = new Period(new(2026, 4, 1), new(2026, 6, 30));
        await app.StoreAsync(
            told.Manager.Id,
            [
                (
                    told.Contract,
                    "contract",
                    0,
                    [
                        new ContractPrepared(
                            told.Contract,
                            Guid.CreateVersion7(),
                            told.Tender,
                            Guid.Empty,
                            buyer,
                            [lead, partner],
                            lead,
                            null,
                            "Grounds and joinery",
                            new Money(240_000m),
                            new Period(new(2026, 4, 1), new(2027, 3, 31)),
                            "ab12",
                            [told.Jobs, told.Volunteering]
                        ),
                    ]
                ),
                (
                    told.Jobs,
                    "commitment",
                    0,
                    [
                        Promised(told.Jobs, lead, "Jobs for local people", Formula, 16, "full-time equivalents"),
                        new CommitmentContracted(told.Jobs, told.Contract, buyer, [lead, partner], new(2027, 3, 31)),
                        Recorded("first", lead, 5.25m, LeadingZeros),
                        new EvidenceVerified(told.Jobs, told.Contract, UuidV5.Of(told.Jobs, "first"), 5.25m, null),
                        Recorded("second", partner, 4, Formula),
                    ]
                ),
                (
                    told.Volunteering,
                    "commitment",
                    0,
                    [
                        Promised(told.Volunteering, lead, Arabic, Markup, 200, "hours"),
                        new CommitmentContracted(told.Volunteering, told.Contract, buyer, [lead, partner], new(2027, 3, 31)),
                    ]
                ),
            ]
        );
        return told;

        CommitmentPromised Promised(Guid id, Guid by, string title, string promise, decimal quantity, string unit) =>
            new(
                id,
                UuidV5.Of(id, "asked"),
                told.Tender,
                Guid.Empty,
                UuidV5.Of(told.Contract, "bid"),
                by,
                title,
                promise,
                new CommitmentMetric("PPN 002", "February 2025", "1a", unit, new(2027, 3, 31)),
                quantity,
                true
            );

        EvidenceRecorded Recorded(string name, Guid by, decimal quantity, string statement) =>
            new(told.Jobs, told.Contract, UuidV5.Of(told.Jobs, name), by, quantity, period, statement, [], told.Lead.Id);
    }
}

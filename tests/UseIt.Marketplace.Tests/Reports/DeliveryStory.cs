using System.Globalization;
using System.Text.Json.Nodes;
using JasperFx.Events;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Reports;

/// <summary>
/// A contract of Selly Vale Hospital with Ladywood Grounds and Nechells Joinery whose delivery differs from its promises. Each fact has a
/// name of its own.
/// </summary>
internal sealed class DeliveryStory
{
    public static readonly Guid ContractId = UuidV5.Of(UuidV5.Url, "contract");
    public static readonly Guid Buyer = UuidV5.Of(UuidV5.Url, "selly vale");
    public static readonly Guid Lead = UuidV5.Of(UuidV5.Url, "ladywood grounds");
    public static readonly Guid Member = UuidV5.Of(UuidV5.Url, "nechells joinery");
    public static readonly Guid Bid = UuidV5.Of(UuidV5.Url, "bid");
    public static readonly Guid Recorder = UuidV5.Of(UuidV5.Url, "recorder");
    public static readonly Guid Verifier = UuidV5.Of(UuidV5.Url, "verifier");

    private static readonly DateTimeOffset Start = new(2026, 4, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly List<(string Name, IEvent Fact)> facts = [];
    private readonly Dictionary<Guid, long> versions = [];

    public DeliveryStory()
    {
        var jobs = Id("jobs");
        var volunteering = Id("volunteering");
        var carbon = Id("carbon");
        var apprentices = Id("apprentices");
        var training = Id("training");
        Add(
            "buyer registered",
            Buyer,
            new OrganisationRegistered(Buyer, "Selly Vale Hospital", [OrganisationKind.Buyer], [], null, null, true)
        );
        Add(
            "lead registered",
            Lead,
            new OrganisationRegistered(Lead, "Ladywood Ground", [OrganisationKind.Enterprise], [], null, null, true)
        );
        Add("lead renamed", Lead, new OrganisationRenamed(Lead, "Ladywood Grounds CIC"));
        Add(
            "member registered",
            Member,
            new OrganisationRegistered(Member, "Nechells Joinery Co-op", [OrganisationKind.Enterprise], [], null, null, true)
        );
        Add(
            "contract prepared",
            ContractId,
            new ContractPrepared(
                ContractId,
                Guid.Empty,
                Guid.Empty,
                Guid.Empty,
                Buyer,
                [Lead, Member],
                Lead,
                null,
                "Grounds and joinery",
                new Money(240_000m),
                new Period(new(2026, 4, 1), new(2027, 3, 31)),
                "00",
                [jobs, volunteering, carbon, apprentices, training]
            )
        );
        Promise("jobs", jobs, "Jobs for local people", 16, "full-time equivalents");
        Promise("volunteering", volunteering, "Volunteering", 200, "hours");
        Promise("carbon", carbon, "Carbon saved", 10.5m, "tonnes of CO2e");
        Promise("apprentices", apprentices, "Apprenticeships", 4, "apprentices");
        Promise("training", training, "Training weeks", 30, "weeks");
        Record("jobs 5", jobs, Lead, 5);
        Add("jobs 5 verified", jobs, new EvidenceVerified(jobs, ContractId, Id("jobs 5"), 5, null));
        Record("jobs 4", jobs, Member, 4);
        Add("jobs 4 verified as 3", jobs, new EvidenceVerified(jobs, ContractId, Id("jobs 4"), 3, "One contract ended within a month"));
        Record("jobs 2", jobs, Lead, 2);
        Add("jobs 2 withdrawn", jobs, new EvidenceWithdrawn(jobs, ContractId, Id("jobs 2"), "Counted twice"));
        Record("volunteering 120", volunteering, Lead, 120);
        Add(
            "volunteering 120 disputed",
            volunteering,
            new EvidenceDisputed(volunteering, ContractId, Id("volunteering 120"), "The sheets show 90")
        );
        Add(
            "volunteering 120 corrected to 90",
            volunteering,
            new EvidenceCorrected(volunteering, ContractId, Id("volunteering 120"), 90, "Travel was counted")
        );
        Add("volunteering 90 verified", volunteering, new EvidenceVerified(volunteering, ContractId, Id("volunteering 120"), 90, null));
        Record("volunteering 100", volunteering, Member, 100);
        Add("volunteering 100 disputed", volunteering, new EvidenceDisputed(volunteering, ContractId, Id("volunteering 100"), "No sheets"));
        Add("carbon varied to 8", carbon, new CommitmentVaried(carbon, ContractId, 8, null, "One site was sold"));
        Record("carbon 8.4", carbon, Lead, 8.4m);
        Add("carbon 8.4 verified", carbon, new EvidenceVerified(carbon, ContractId, Id("carbon 8.4"), 8.4m, null));
        Record("apprentices 1", apprentices, Member, 1);
        Add("apprentices 1 verified", apprentices, new EvidenceVerified(apprentices, ContractId, Id("apprentices 1"), 1, null));
        Add("apprentices lapsed", apprentices, new CommitmentLapsed(apprentices, ContractId, "The college closed its course"));
    }

    public IEnumerable<string> OfCommitments => Facts.Commitments.Select(NameOf);

    public ContractFacts Facts =>
        new(
            facts.Count,
            [.. Of(ContractId)],
            [
                .. facts
                    .Select(f => f.Fact)
                    .Where(f => f.StreamId != ContractId && f.Data is not (OrganisationRegistered or OrganisationRenamed)),
            ],
            [.. Of(Buyer), .. Of(Lead), .. Of(Member)],
            []
        );

    public IEvent Named(string name) => facts.Single(f => f.Name == name).Fact;

    public string NameOf(IEvent fact) => facts.Single(f => f.Fact.Id == fact.Id).Name;

    public string NameOf(Guid fact) => facts.Single(f => f.Fact.Id == fact).Name;

    public static Guid Id(string name) => UuidV5.Of(UuidV5.Oid, name);

    /// <summary>The expected figures, worked out by hand.</summary>
    public static JsonObject Expected()
    {
        using var file = typeof(DeliveryStory).Assembly.GetManifestResourceStream("expected-return.json")!;
        return JsonNode.Parse(file)!.AsObject();
    }

    private void Promise(string name, Guid id, string title, decimal quantity, string unit)
    {
        var requirement = Id($"{name} asked");
        Add(
            $"{name} promised",
            id,
            new CommitmentPromised(
                id,
                requirement,
                Guid.Empty,
                Guid.Empty,
                Bid,
                Lead,
                title,
                $"We promise {quantity.ToString(CultureInfo.InvariantCulture)} {unit}",
                new CommitmentMetric("PPN 002", "February 2025", "1a", unit, new(2027, 3, 31)),
                quantity,
                true
            )
        );
        Add($"{name} contracted", id, new CommitmentContracted(id, ContractId, Buyer, [Lead, Member], new(2027, 3, 31)));
    }

    private void Record(string name, Guid commitment, Guid organisation, decimal quantity) =>
        Add(
            $"{name} recorded",
            commitment,
            new EvidenceRecorded(
                commitment,
                ContractId,
                Id(name),
                organisation,
                quantity,
                new Period(new(2026, 4, 1), new(2026, 6, 30)),
                $"Delivered: {name}",
                [],
                Recorder
            )
        );

    private void Add(string name, Guid stream, object fact)
    {
        versions[stream] = versions.GetValueOrDefault(stream) + 1;
        facts.Add(
            (
                name,
                LogSteps.Stored(stream, fact, Start.AddHours(facts.Count), Id($"fact: {name}"), versions[stream], facts.Count + 1, Verifier)
            )
        );
    }

    private IEnumerable<IEvent> Of(Guid stream) => facts.Select(f => f.Fact).Where(f => f.StreamId == stream);
}

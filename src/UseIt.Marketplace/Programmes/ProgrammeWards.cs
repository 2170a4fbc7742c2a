using JasperFx.Events;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Programmes;

/// <summary>People of one indicator by ward as they were last told, and the claim that told them.</summary>
public sealed record ToldByWard(string AsOf, IEvent Claim, IReadOnlyDictionary<string, int> Counts)
{
    public int In(string ward) => Counts.GetValueOrDefault(ward);
}

/// <summary>Where what a programme counts is at home. Nothing is guessed: what nobody has said is of no ward.</summary>
public sealed class ProgrammeWards
{
    /// <summary>What is of no ward that anybody has recorded.</summary>
    public const string None = "";

    private readonly Dictionary<Guid, Guid> merged = [];
    private readonly Dictionary<Guid, IEvent> enterprises = [];
    private readonly Dictionary<Guid, string?> people = [];

    public ProgrammeWards(Guid programme, IEnumerable<IEvent> facts)
    {
        List<IEvent> placed = [];
        foreach (var e in facts)
            switch (e.Data)
            {
                case OrganisationMerged f:
                    merged[f.OrganisationId] = f.Into;
                    break;
                case EnterpriseWardRecorded f when f.ProgrammeId == programme:
                    placed.Add(e);
                    break;
                case CandidateRegistered f:
                    people[f.CandidateId] = f.PlaceCode;
                    break;
                case CandidateCorrected f:
                    people[f.CandidateId] = f.PlaceCode;
                    break;
            }
        foreach (var e in placed)
            enterprises[Root(((EnterpriseWardRecorded)e.Data).OrganisationId)] = e;
    }

    /// <summary>The code of a ward, or of a district where that is all that is known; null for anything else.</summary>
    public static string? Of(string? code) =>
        Places.Of(code ?? "") is { Kind: "ward" or "borough" or "district" } place ? place.Code : null;

    /// <summary>What it is called in a table.</summary>
    public static string NameOf(string ward) =>
        Places.Of(ward) is not { } place ? Reports.ReportWriter.NotRecorded
        : place.Kind == "ward" ? place.Name
        : $"{place.Name}, ward not recorded";

    /// <summary>The ward of an output about an enterprise, with the fact that says so.</summary>
    public (string Ward, IEvent? Because) OfEnterprise(Output output)
    {
        var enterprise = output.Facts.Select(e => e.Data).OfType<HelpConfirmed>().LastOrDefault() is { } helped
            ? Root(helped.OrganisationId)
            : output.SubjectId;
        return enterprises.GetValueOrDefault(enterprise) is { Data: EnterpriseWardRecorded f } said ? (f.PlaceCode, said) : (None, null);
    }

    public string OfPerson(Output output) => Of(people.GetValueOrDefault(output.SubjectId)) ?? None;

    /// <summary>
    /// People by ward as the claims told them. A table is told anew only where no ward differs by a few from what was told of it before:
    /// whoever lays two beside each other finds nobody. Otherwise the earlier one stands.
    /// </summary>
    public static IReadOnlyDictionary<string, ToldByWard> People(ProgrammeFacts facts)
    {
        Dictionary<string, ToldByWard> told = new(StringComparer.Ordinal);
        foreach (var e in facts.Facts.Where(e => e.Data is ProgrammeClaimed))
        {
            var claim = (ProgrammeClaimed)e.Data;
            ProgrammeTotal[] anew = [.. claim.Totals.Where(t => t.AsOf == claim.Quarter && t.Value is not null)];
            if (anew.Length == 0)
                continue;
            var then = facts.At(claim.DataCut);
            var wards = new ProgrammeWards(facts.ProgrammeId, then.Facts);
            foreach (
                var counted in then.Evaluated()
                    .Where(c => c.Indicator.CountsPeople && anew.Any(t => t.Indicator == c.Indicator.Code && t.Value == c.Total))
            )
            {
                var counts = counted.Outputs.CountBy(wards.OfPerson).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
                var before = told.GetValueOrDefault(counted.Indicator.Code);
                if (before is null || SmallNumbers.CanFollow(before.Counts, counts, then.Programme.PeopleLimit))
                    told[counted.Indicator.Code] = new ToldByWard(claim.Quarter, e, counts);
            }
        }
        return told;
    }

    private Guid Root(Guid organisation)
    {
        for (var steps = 0; steps < 10 && merged.TryGetValue(organisation, out var into); steps++)
            organisation = into;
        return organisation;
    }
}

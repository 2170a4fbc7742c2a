using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Programmes;

/// <summary>A programme in facts, put where they would come to lie, in the order in which they are told.</summary>
internal sealed class ToldProgramme
{
    public const string Code = "USE-IT! hours";
    public static readonly Guid Id = Named("programme");
    public static readonly Guid Ise = Named("ise");
    public static readonly DateOnly From = new(2024, 1, 1);
    public static readonly DateTimeOffset Start = new(2024, 1, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly List<IEvent> facts = [];

    public ToldProgramme(string fund = "ERDF", string code = Code)
    {
        Add(
            Id,
            new ProgrammeOpened(
                Id,
                Ise,
                "USE-IT!",
                "Ladywood, Soho and Smethwick",
                fund,
                IndicatorRules.InForce(fund, new(2023, 12, 1))!.Code,
                new(2023, 12, 1),
                From,
                new(2027, 12, 31),
                null,
                Named("david")
            )
        );
        Add(Id, new ProgrammeCodeTaken(Id, code));
    }

    /// <summary>A little of everything that is counted.</summary>
    public static ToldProgramme OfEverything()
    {
        var told = new ToldProgramme();
        var (grounds, kitchen) = (told.Supported("Ladywood Grounds CIC"), told.Supported("Handsworth Kitchen CIC"));
        told.Session(told.Enterprise("A minute short CIC"), 719);
        told.Registered(grounds, new(2023, 6, 1));
        told.Registered(kitchen, new(2015, 6, 1));
        told.Grant(kitchen, 1_000m, GrantKind.FromTheProgramme);
        told.Confirmed(grounds, told.Grant(grounds, 12_000.50m));
        var award = told.Award(10_000.01m, told.Consortium("Green", (grounds, 50m), (kitchen, 50m)), grounds, kitchen);
        told.Confirmed(grounds, award);
        told.Confirmed(kitchen, award);
        foreach (var n in Enumerable.Range(0, 5))
            told.Introduced(told.Person($"person {n}"));
        foreach (var n in Enumerable.Range(0, 6))
            told.Add(Named($"researcher {n}"), new ResearchTrainingCompleted(Named($"researcher {n}"), Ise, Named("course"), From));
        told.Add(Named("project"), new ResearchCompleted(Named("project"), Ise, From));
        told.Add(Id, new ProgrammeTargetSet(Id, "C1", 75, new(2026, 12, 31)));
        told.Evidence("C1", grounds);
        told.Claim(new Quarter(2024, 1));
        return told;
    }

    /// <summary>Enterprises and people of some wards, and of none that anybody has recorded.</summary>
    public static ToldProgramme OfWards()
    {
        var told = new ToldProgramme();
        var (grounds, kitchen) = (told.Supported("Ladywood Grounds CIC"), told.Supported("Ladywood Kitchen CIC"));
        var (lift, nowhere) = (told.Supported("Smethwick Lift CIC"), told.Supported("Nowhere CIC"));
        var soho = told.Enterprise("A minute short CIC");
        told.Session(soho, 719);
        told.InWard(grounds, Soho);
        told.InWard(grounds, Ladywood);
        told.InWard(kitchen, Ladywood);
        told.InWard(lift, Sandwell);
        told.InWard(soho, Soho);
        told.Registered(grounds, new(2023, 6, 1));
        told.Grant(kitchen, 1_000m, GrantKind.FromTheProgramme);
        told.Confirmed(grounds, told.Grant(grounds, 12_000.50m));
        told.Confirmed(nowhere, told.Grant(nowhere, 500m));
        told.Connect("ladywood", 7, Ladywood, 5);
        told.Connect("handsworth", 3, Handsworth, 0);
        told.Connect("soho", 6, Soho, 6);
        // A district is no ward, but it is known; a region is neither.
        told.Connect("region", 8, "E12000005", 0);
        foreach (var n in Enumerable.Range(0, 6))
            told.Add(Named($"researcher {n}"), new ResearchTrainingCompleted(Named($"researcher {n}"), Ise, Named("course"), From));
        told.Claim(new Quarter(2024, 1));
        return told;
    }

    public const string Ladywood = "E05011151";
    public const string Handsworth = "E05011142";
    public const string Soho = "E05011168";
    public const string Sandwell = "E08000028";

    public void InWard(Guid enterprise, string ward) =>
        Add(ProgrammeEnterprise.IdOf(Id, enterprise), new EnterpriseWardRecorded(Id, enterprise, ward, Named("yvonne")));

    /// <summary>So many people of a ward with an introduction, the first of them in a job.</summary>
    public void Connect(string name, int people, string? ward, int inAJob)
    {
        for (var n = 0; n < people; n++)
        {
            var person = Person($"{name} {n}", ward: ward);
            var introduction = Introduced(person);
            if (n < inAJob)
                Add(
                    introduction,
                    new JobStarted(
                        introduction,
                        person,
                        Named("vacancy"),
                        From.AddDays(60),
                        true,
                        EvidenceSource.ConfirmedByEmployer,
                        Named("yvonne")
                    )
                );
        }
    }

    public IReadOnlyList<IEvent> Facts => facts;

    public Programme Programme => ProgrammeFacts.Folded(Id, facts);

    public ProgrammeFacts All => new(Id, facts[^1].Sequence, Programme, facts);

    public static Guid Named(string name) => UuidV5.Of(UuidV5.Url, $"programme tests: {name}");

    public Counted Counted(string indicator, DateOnly? until = null) =>
        ProgrammeEvaluation.Of(Programme, facts, until ?? DateOnly.MaxValue).Single(c => c.Indicator.Code == indicator);

    public IEvent Add(Guid stream, object fact, DateTimeOffset? at = null)
    {
        facts.Add(LogSteps.Stored(stream, fact, at ?? Start.AddHours(facts.Count), null, facts.Count + 1, facts.Count + 1));
        return facts[^1];
    }

    /// <summary>An enterprise with a baseline on the first day.</summary>
    public Guid Enterprise(string name, DateOnly? baseline = null)
    {
        var id = Named(name);
        Add(id, new OrganisationRegistered(id, name, [OrganisationKind.Enterprise], [], null, null, true));
        if (baseline != DateOnly.MinValue)
            Add(
                Named($"case {name}"),
                new EnterpriseDiagnosed(Named($"case {name}"), id, Named($"diagnosis {name}"), "Readiness", "1", baseline ?? From, true, [])
            );
        return id;
    }

    /// <summary>A session that the enterprise confirms.</summary>
    public Guid Session(
        Guid enterprise,
        int minutes,
        DateOnly? on = null,
        string code = Code,
        bool confirmed = true,
        string adviser = "yvonne"
    )
    {
        var id = Named($"session {facts.Count}");
        Add(
            id,
            new SessionLogged(
                id,
                Named("case"),
                enterprise,
                Named(adviser),
                on ?? From.AddDays(facts.Count),
                SessionKind.OneToOne,
                minutes,
                [],
                code,
                null
            )
        );
        if (confirmed)
            Confirm(id, enterprise);
        return id;
    }

    public void Confirm(Guid session, Guid enterprise) =>
        Add(session, new SessionCountersigned(session, Named("case"), enterprise, Signature()));

    /// <summary>Twelve hours in two sessions.</summary>
    public Guid Supported(string name)
    {
        var id = Enterprise(name);
        Session(id, 600);
        Session(id, 120);
        return id;
    }

    public void Registered(Guid enterprise, DateOnly on, string? predecessor = null) =>
        Add(
            ProgrammeEnterprise.IdOf(Id, enterprise),
            new EnterpriseStandingRecorded(
                Id,
                enterprise,
                BusinessRegister.CompaniesHouse,
                on,
                predecessor is not null,
                predecessor,
                null,
                Named("yvonne")
            )
        );

    public void Confirmed(Guid enterprise, Guid award) =>
        Add(ProgrammeEnterprise.IdOf(Id, enterprise), new HelpConfirmed(Id, enterprise, award, "director", Named("amina")));

    public Guid Grant(Guid enterprise, decimal amount, GrantKind kind = GrantKind.FromOthers, DateOnly? on = null)
    {
        var award = Named($"grant {facts.Count}");
        Add(
            ProgrammeEnterprise.IdOf(Id, enterprise),
            new GrantAwardRecorded(
                Id,
                enterprise,
                award,
                kind,
                "A trust",
                new Money(amount),
                on ?? From.AddDays(100),
                "Letter 1",
                Named("yvonne")
            )
        );
        return award;
    }

    /// <summary>A consortium whose members agreed on these shares.</summary>
    public Guid Consortium(string name, params (Guid Member, decimal Share)[] members)
    {
        var id = Named(name);
        Add(id, new ConsortiumProposed(id, name, members[0].Member, null));
        foreach (var (member, _) in members[1..])
            Add(id, new PartnerJoined(id, member));
        var terms = new Terms(
            members[0].Member,
            [.. members.Select(m => new TermsMember(m.Member, "Partner", new Share(m.Share)))],
            [],
            [],
            null,
            "",
            "",
            ""
        );
        Add(id, new TermsProposed(id, 1, "00", terms));
        Add(id, new ConsortiumAgreed(id, null, 1, "00", [.. members.Select(m => m.Member)]));
        return id;
    }

    public Guid Award(decimal value, Guid? consortium, params Guid[] suppliers)
    {
        var id = Named($"award {facts.Count}");
        Add(
            id,
            new AwardConfirmed(id, Named("tender"), Named("trust"), Named("lot"), Named("bid"), consortium, suppliers, new Money(value))
        );
        return id;
    }

    /// <summary>Somebody of the programme, by number.</summary>
    public Guid Person(string name, string code = Code, string? ward = null)
    {
        var id = Named(name);
        var protect = new Protected(id, "n", "c");
        Add(
            id,
            new CandidateRegistered(
                id,
                Ise,
                Named("pathway"),
                From,
                "nurse",
                ward,
                code,
                ReferralSource.College,
                From,
                protect,
                protect,
                protect,
                null,
                null,
                null,
                null,
                Named("yvonne")
            )
        );
        return id;
    }

    public Guid Introduced(Guid person, int day = 30)
    {
        var id = Named($"introduction {facts.Count}");
        Add(
            id,
            new CandidateIntroduced(
                id,
                person,
                Named("vacancy"),
                Ise,
                Named("trust"),
                new Protected(person, "n", "c"),
                From.AddDays(day),
                Named("yvonne")
            )
        );
        return id;
    }

    public void Evidence(string indicator, Guid subject, bool accepted = true)
    {
        var id = OutputEvidence.IdOf(Id, indicator, subject);
        foreach (var piece in Programme.Rules!.Find(indicator)!.Evidence)
        {
            Add(id, new OutputEvidenceRecorded(id, Id, indicator, subject, piece.Code, "Folder 7", Named("yvonne")));
            if (accepted)
                Add(id, new OutputEvidenceAccepted(id, Id, indicator, subject, piece.Code, Named("david")));
        }
    }

    public ClaimDraft Draft(Quarter quarter) => MakeClaimHandler.Draft(Id, quarter, All, out _, out _);

    /// <summary>Claims a quarter as it stands.</summary>
    public ProgrammeClaimed Claim(Quarter quarter)
    {
        var draft = Draft(quarter);
        var claim = ProgrammeClaim.IdOf(Id, quarter.ToString());
        var said = new ProgrammeClaimed(
            claim,
            Id,
            quarter.ToString(),
            facts[^1].Sequence,
            Programme.RuleSet,
            draft.Lines,
            draft.Held,
            draft.Spend,
            [],
            draft.Totals,
            Signature()
        );
        Add(claim, said);
        return said;
    }

    public static Signature Signature() => new("00", Named("amina"), "director", "membership", SigningMethod.Typed, "So it was", Start);
}

using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story;

/// <summary>
/// People who qualified abroad and live beside the hospital: eight invented ones at different stages, one matched, one in a job that lasts.
/// </summary>
internal static class BackToTheProfession
{
    /// <summary>The day on which the first people of these begin.</summary>
    public const int Begins = -380;
    public const string Programme = "Story programme 2025";

    private sealed record Person(
        string Key,
        string Name,
        string Pathway,
        string Profession,
        string Ward,
        string Qualified,
        string Language,
        ReferralSource From
    )
    {
        public Guid Id => Teller.Id($"candidate/{Key}");
    }

    private static readonly Person Salma = new(
        "salma",
        "Salma Haddad",
        "nurse",
        "nurse",
        "E05011151",
        "Syria, 2009",
        "Arabic",
        ReferralSource.CommunityOrganisation
    );
    private static readonly Person Blessing = new(
        "blessing",
        "Blessing Okoye",
        "nurse",
        "nurse",
        "E05011121",
        "Nigeria, 2014",
        "English",
        ReferralSource.FriendOrFamily
    );
    private static readonly Person Teresa = new(
        "teresa",
        "Teresa Limbo",
        "nurse",
        "midwife",
        "E05011151",
        "Philippines, 2011",
        "English",
        ReferralSource.HealthService
    );
    private static readonly Person Mariam = new(
        "mariam",
        "Mariam Yusufi",
        "nurse",
        "nurse",
        "E05011120",
        "Afghanistan, 2013",
        "Dari",
        ReferralSource.College
    );
    private static readonly Person Karim = new(
        "karim",
        "Karim Azizi",
        "doctor",
        "doctor",
        "E05011151",
        "Iraq, 2006",
        "Arabic",
        ReferralSource.CommunityOrganisation
    );
    private static readonly Person Olena = new(
        "olena",
        "Olena Kovalchuk",
        "doctor",
        "doctor",
        "E05011121",
        "Ukraine, 2015",
        "Ukrainian",
        ReferralSource.JobCentre
    );
    private static readonly Person Samuel = new(
        "samuel",
        "Samuel Tesfai",
        "doctor",
        "doctor",
        "E05011118",
        "Eritrea, 2010",
        "Tigrinya",
        ReferralSource.CommunityOrganisation
    );
    private static readonly Person Jordan = new(
        "jordan",
        "Jordan Prince",
        "care-leaver",
        "catering",
        "E05011119",
        "",
        "English",
        ReferralSource.LocalAuthority
    );

    private static readonly IReadOnlyList<Person> People = [Salma, Blessing, Teresa, Mariam, Karim, Olena, Samuel, Jordan];
    private static readonly Guid NursePost = Teller.Id("vacancy/nurse-post");
    private static readonly Guid Attachment = Teller.Id("vacancy/attachment");
    private static readonly Guid Shadowing = Teller.Id("vacancy/shadowing");

    public static void Tell(Teller tell, int opens)
    {
        tell.Scene("iSE opens three pathways", tell.At(opens, 9, 30), () => OpenPathwaysAsync(tell, opens));
        tell.Scene(
            "People begin on them",
            tell.At(Begins, 10),
            async () =>
            {
                foreach (var (person, n) in People.Select((p, n) => (p, n)))
                    await tell.AsAsync(
                        Cast.Adviser,
                        new RegisterCandidate(
                            person.Id,
                            Cast.Ise.Id,
                            person.Pathway,
                            person.Profession,
                            person.Name,
                            $"0121 496 07{10 + n}",
                            person.Language,
                            tell.Day(-381),
                            person.From,
                            DecidesAlone: true,
                            person.Qualified,
                            PlaceCode: person.Ward,
                            Programme: Programme
                        )
                    );
                await Test(tell, Salma, "oet", -420, ("listening", "B"), ("reading", "B"), ("writing", "C+"), ("speaking", "A"));
                await Test(tell, Salma, "cbt", -400, ("result", "Pass"));
                await Step(tell, Salma, "identity", -390);
                await Step(tell, Salma, "applied", -382);
                await Test(tell, Blessing, "ielts", -430, ("listening", "7"), ("reading", "6.5"), ("writing", "6.5"), ("speaking", "7.5"));
                await tell.AsAsync(Cast.Adviser, new RecordRightToWork(Jordan.Id, RightToWork.Shown, tell.Day(-385)));
            }
        );
        tell.Scene(
            "The hospital offers a post, attachments and shadowing",
            tell.At(-330, 10),
            async () =>
            {
                PostVacancy Offer(Guid id, string title, string profession, VacancyKind kind, int from, int number, string? stage) =>
                    new(id, Cast.Hospital.Id, title, profession, kind, "E05011151", tell.Day(from), number, stage);
                await tell.AsAsync(
                    Cast.Author,
                    Offer(NursePost, "Nurse, care of older people (invented)", "nurse", VacancyKind.Job, -300, 3, "applied")
                );
                await tell.AsAsync(
                    Cast.Author,
                    Offer(Attachment, "Clinical attachment, acute medicine (invented)", "doctor", VacancyKind.Placement, 30, 2, "plab1")
                );
                await tell.AsAsync(
                    Cast.Author,
                    Offer(Shadowing, "A week beside a community midwife (invented)", "midwife", VacancyKind.Shadowing, 20, 1, null)
                );
                await tell.AsAsync(Cast.Adviser, new AgreeToPassOn(Salma.Id, NursePost, tell.Day(-331)));
                await tell.AsAsync(
                    Cast.Adviser,
                    new IntroduceCandidate(
                        Salma.Id,
                        NursePost,
                        "Salma Haddad, 0121 496 0710. A nurse whose application the NMC has accepted; wants to work with older people."
                    )
                );
            }
        );
        tell.Scene(
            "Salma starts on the ward, others go on",
            tell.At(-195, 10),
            async () =>
            {
                await tell.AsAsync(
                    Cast.Adviser,
                    new StartPlacement(Introduced(Salma, NursePost), tell.Day(-300), EvidenceSource.ConfirmedByEmployer)
                );
                await tell.AsAsync(
                    Cast.Adviser,
                    new EndPlacement(Introduced(Salma, NursePost), tell.Day(-225), true, EvidenceSource.ConfirmedByEmployer)
                );
                await tell.AsAsync(
                    Cast.Adviser,
                    new StartJob(Introduced(Salma, NursePost), tell.Day(-200), true, EvidenceSource.ContractOrLetterSeen)
                );
                await Test(tell, Blessing, "ielts", -240, ("listening", "7"), ("reading", "7"), ("writing", "6.5"), ("speaking", "6.5"));
                await Test(tell, Blessing, "cbt", -210, ("result", "Pass"));
                await tell.AsAsync(
                    Cast.Adviser,
                    new GiveFeeSupport(Blessing.Id, Teller.Id("fee/blessing-cbt"), FeePurpose.Test, new Money(83), tell.Day(-215))
                );
                await Test(
                    tell,
                    Karim,
                    "ielts",
                    -640,
                    ("overall", "7.5"),
                    ("listening", "8"),
                    ("reading", "7.5"),
                    ("writing", "7"),
                    ("speaking", "7.5")
                );
                await Step(tell, Karim, "pmq-accepted", -350);
                await Step(tell, Karim, "epic-verified", -320);
                await Test(tell, Karim, "plab1", -250, ("result", "Pass"));
                await Test(tell, Olena, "oet", -230, ("listening", "B"), ("reading", "B"), ("writing", "C+"), ("speaking", "B"));
                await Test(tell, Teresa, "oet", -220, ("listening", "B"), ("reading", "B"), ("writing", "B"), ("speaking", "B"));
                await tell.AsAsync(Cast.Adviser, new RecordBarriers(Mariam.Id, [BarrierKind.Childcare, BarrierKind.Fees], tell.Day(-200)));
                await Step(tell, Jordan, "plan", -200);
                await Step(tell, Jordan, "induction", -196);
            }
        );
        tell.Scene(
            "Salma is still on the ward after 13 weeks",
            tell.At(-105, 10),
            () =>
                tell.AsAsync(
                    Cast.Adviser,
                    new ConfirmRetention(Introduced(Salma, NursePost), 13, tell.Day(-106), EvidenceSource.PayslipSeen)
                )
        );
        tell.Scene(
            "And after 26; a doctor is introduced for an attachment",
            tell.At(-12, 10),
            async () =>
            {
                await tell.AsAsync(
                    Cast.Adviser,
                    new ConfirmRetention(Introduced(Salma, NursePost), 26, tell.Day(-13), EvidenceSource.ConfirmedByEmployer)
                );
                await Test(tell, Samuel, "oet", -715, ("listening", "B"), ("reading", "B"), ("writing", "B"), ("speaking", "B"));
                await tell.AsAsync(Cast.Adviser, new AgreeToPassOn(Karim.Id, Attachment, tell.Day(-13)));
                await tell.AsAsync(
                    Cast.Adviser,
                    new IntroduceCandidate(
                        Karim.Id,
                        Attachment,
                        "Karim Azizi, 0121 496 0714. A doctor who has passed PLAB 1 and looks for an attachment before PLAB 2."
                    )
                );
            }
        );
    }

    private static async Task OpenPathwaysAsync(Teller tell, int day)
    {
        foreach (var pathway in new[] { "nurse", "doctor", "care-leaver" })
        {
            await tell.AsAsync(
                Cast.ProgrammeManager,
                new RecordPathwayGrounds(
                    Cast.Ise.Id,
                    pathway,
                    [
                        new("support", LawfulBasis.LegitimateInterests),
                        new("matching", LawfulBasis.LegitimateInterests),
                        new("reporting", LawfulBasis.LegitimateInterests),
                        new("passing-on", LawfulBasis.Consent),
                    ],
                    ["employment"],
                    new SignedPaper("Special category data policy, edition 1 (invented)", tell.Day(day - 15), "chief executive"),
                    new SignedPaper("Impact assessment of pathways (invented)", tell.Day(day - 13), "data protection officer")
                )
            );
            await tell.AsAsync(Cast.ProgrammeManager, new OpenPathway(Cast.Ise.Id, pathway));
        }
    }

    private static Guid Introduced(Person person, Guid vacancy) => UuidV5.Of(person.Id, $"introduction/{vacancy}");

    private static Task Test(Teller tell, Person person, string test, int day, params (string Part, string Score)[] scores) =>
        tell.AsAsync(
            Cast.Adviser,
            new RecordTest(
                person.Id,
                Teller.Id($"test/{person.Key}/{test}/{day}"),
                test,
                tell.Day(day),
                [.. scores.Select(s => new PartScore(s.Part, s.Score))]
            )
        );

    private static Task Step(Teller tell, Person person, string step, int day) =>
        tell.AsAsync(Cast.Adviser, new RecordStep(person.Id, Teller.Id($"step/{person.Key}/{step}"), step, tell.Day(day)));
}

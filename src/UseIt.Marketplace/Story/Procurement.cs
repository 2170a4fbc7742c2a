using System.Globalization;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story;

/// <summary>The people of a buyer, each with one duty.</summary>
internal sealed record Office(Company Company, Figure Author, Figure Approver, Figure FirstOpener, Figure SecondOpener)
{
    public static readonly Office Hospital = new(Cast.Hospital, Cast.Author, Cast.Approver, Cast.FirstOpener, Cast.SecondOpener);
    public static readonly Office Council = new(
        Cast.Council,
        Cast.CouncilAuthor,
        Cast.CouncilApprover,
        Cast.CouncilFirstOpener,
        Cast.CouncilSecondOpener
    );
    public static readonly Office Developer = new(
        Cast.Developer,
        Cast.DeveloperAuthor,
        Cast.DeveloperApprover,
        Cast.DeveloperFirstOpener,
        Cast.DeveloperSecondOpener
    );
}

/// <summary>What a lot asks its bidders to promise.</summary>
internal sealed record Asked(string Key, string Title, string Code, string Unit);

/// <summary>One procurement of the story with one lot, and its steps.</summary>
internal sealed class Procurement(
    Teller tell,
    string key,
    Office office,
    string title,
    string description,
    string cpv,
    decimal net,
    string regime,
    params Asked[] commitments
)
{
    private static readonly Place Birmingham = new("E08000025", "Birmingham");

    public Guid Id { get; } = Teller.Id($"tender/{key}");

    /// <summary>What the buyer had said at a marketplace about it: all bidders read it.</summary>
    public IReadOnlyList<Guid> Said { get; init; } = [];

    public Guid Lot => Teller.Id($"lot/{key}");
    private Guid Evaluation => Awards.Evaluation.IdOf(Id, Lot);
    private Guid AwardId => Awards.Award.IdOf(Evaluation);
    public Guid Contract => Contracts.Contract.IdOf(AwardId);
    private Guid Quality => Teller.Id($"criterion/{key}/quality");
    private Guid SocialValue => Teller.Id($"criterion/{key}/social");
    private Guid Price => Teller.Id($"criterion/{key}/price");

    public Guid Requirement(string name) => Teller.Id($"requirement/{key}/{name}");

    public Guid Commitment(string name, Offer offer) => Contracts.Commitment.IdOf(Requirement(name), offer.Bid);

    public void Publish(int day, int deadlineDay) =>
        tell.Scene(
            $"{office.Company.Name} publishes “{title}”",
            tell.At(day, 10),
            async () =>
            {
                var (author, approver) = (office.Author, office.Approver);
                var estimate = new Estimate(new Money(net), new Money(net * 1.2m));
                await tell.AsAsync(author, new DraftTender(Id, office.Company.Id, title, regime, tell.Day(day)));
                await tell.AsAsync(
                    author,
                    new DescribeTender(
                        Id,
                        title,
                        description,
                        [cpv],
                        [Birmingham],
                        estimate,
                        new Period(tell.Day(deadlineDay + 35), tell.Day(deadlineDay + 400)),
                        SuitableForVcse: true
                    )
                );
                await tell.AsAsync(author, new AddLot(Id, Lot, title, description, [cpv], [Birmingham], estimate));
                await tell.AsAsync(
                    author,
                    new AddRequirement(
                        Id,
                        Requirement("capability"),
                        Lot,
                        RequirementKind.Capability,
                        "Experience",
                        "You have done such work before",
                        Cpv: [cpv]
                    )
                );
                await tell.AsAsync(
                    author,
                    new AddRequirement(
                        Id,
                        Requirement("method"),
                        Lot,
                        RequirementKind.Question,
                        "Method",
                        "How will you do the work, and who will do it?",
                        CriterionId: Quality,
                        WordLimit: 500
                    )
                );
                foreach (var asked in commitments)
                    await tell.AsAsync(
                        author,
                        new AddRequirement(
                            Id,
                            Requirement(asked.Key),
                            Lot,
                            RequirementKind.Commitment,
                            asked.Title,
                            $"How many {asked.Unit} will you deliver for local people?",
                            CriterionId: SocialValue,
                            Metric: new CommitmentMetric("PPN 002", "February 2025", asked.Code, asked.Unit, tell.Day(deadlineDay + 400))
                        )
                    );
                await tell.AsAsync(
                    author,
                    new AddRequirement(
                        Id,
                        Requirement("price"),
                        Lot,
                        RequirementKind.Price,
                        "Price",
                        "Price for the whole term",
                        CriterionId: Price
                    )
                );
                await tell.AsAsync(
                    author,
                    new SetCriteria(
                        Id,
                        [
                            new Criterion(Quality, CriterionKind.Quality, "Method", "How well the method fits the work", 40, 5),
                            new Criterion(SocialValue, CriterionKind.SocialValue, "Social value", "What local people gain", 20, 5),
                            new Criterion(Price, CriterionKind.Price, "Price", "Lowest price by highest price", 40, 100, "F1"),
                        ],
                        Envelopes.Two,
                        ["HighestSocialValue", "LowestPrice", "Draw"]
                    )
                );
                await tell.AsAsync(author, new SetDeadline(Id, tell.At(deadlineDay, 12), tell.At(deadlineDay - 4, 17)));
                await tell.AsAsync(author, new NameOpeners(Id, [office.FirstOpener.Id, office.SecondOpener.Id]));
                foreach (var statement in Said)
                    await tell.AsAsync(author, new PlaceMarketStatement(office.Company.Id, statement, Id, Belongs: true));
                if (regime == RegimeCodes.PrivateVoluntary)
                {
                    await tell.AsAsync(approver, new PublishTender(Id));
                    return;
                }
                await tell.AsAsync(author, new PrepareNotice(Id));
                await tell.AsAsync(author, new RecordNoticeSubmitted(Id));
                await tell.AsAsync(
                    approver,
                    new ConfirmNotice(
                        Id,
                        NoticeNumber("UK4"),
                        $"ocds-h6vhtk-{Id.ToString("N", CultureInfo.InvariantCulture)[..6]}",
                        tell.At(day, 9, 59),
                        "An invented notice of the story"
                    )
                );
            }
        );

    /// <summary>Somebody asks and everybody is answered.</summary>
    public void Question(int day, Company by, string question, string answer) =>
        tell.Scene(
            $"A question about “{title}”",
            tell.At(day, 15),
            async () =>
            {
                var id = Teller.Id($"question/{key}/{day}");
                await tell.AsAsync(Cast.ManagerOf(by), new AskQuestion(Id, id, question));
                await tell.AsAsync(office.Author, new AnswerQuestion(Id, id, question, answer));
            }
        );

    public void Extend(int day, int deadlineDay, string reason) =>
        tell.Scene(
            $"“{title}” gets a later deadline",
            tell.At(day, 11),
            async () =>
            {
                await tell.AsAsync(office.Author, new ProposeExtension(Id, tell.At(deadlineDay, 12), reason, tell.At(deadlineDay - 4, 17)));
                await tell.AsAsync(office.Approver, new ExtendDeadline(Id, tell.At(deadlineDay, 12)));
            }
        );

    public void Close(int day) => tell.Scene($"“{title}” closes", tell.At(day, 12, 1), () => Task.CompletedTask);

    /// <summary>All bidders are asked the same, and each lead answers for its bid.</summary>
    public void Clarify(int day, string question, IReadOnlyList<(Offer Offer, string Answer)> answers)
    {
        var id = Teller.Id($"clarification/{key}/{day}");
        tell.Scene(
            $"The bidders for “{title}” are asked to explain something",
            tell.At(day, 10),
            () =>
                tell.AsAsync(
                    office.Author,
                    new AskBidders(Evaluation, id, question, [.. answers.Select(a => a.Offer.Bid)], tell.At(day + 2, 17))
                )
        );
        tell.Scene(
            $"The bidders for “{title}” answer",
            tell.At(day + 1, 15),
            async () =>
            {
                foreach (var (offer, answer) in answers)
                    await tell.AsAsync(
                        Cast.ManagerOf(offer.Members[0]),
                        new AnswerClarification(Evaluation, id, offer.Bid, answer, ChangesNothing: true)
                    );
            }
        );
    }

    public void Award(int day, IReadOnlyList<(Offer Offer, decimal Method, decimal SocialValue)> marks)
    {
        tell.Scene(
            $"Two people open the bids for “{title}”",
            tell.At(day, 14),
            async () =>
            {
                await tell.AsAsync(office.FirstOpener, new RequestOpening(Id));
                await tell.AsAsync(office.SecondOpener, new RequestOpening(Id));
            }
        );
        Figure[] evaluators = [Cast.FirstEvaluator, Cast.SecondEvaluator];
        tell.Scene(
            $"The bids for “{title}” are scored alone, then together",
            tell.At(day + 4, 10),
            async () =>
            {
                foreach (var evaluator in evaluators)
                    await tell.AsAsync(office.Author, new AppointEvaluator(Evaluation, evaluator.Id));
                foreach (var evaluator in evaluators)
                    await tell.AsAsync(evaluator, new DeclareInterests(Evaluation, Conflict: false));
                foreach (var (offer, _, _) in marks)
                    await tell.AsAsync(
                        office.Author,
                        new DecideCondition(Evaluation, offer.Bid, Requirement("capability"), true, "Two contracts of this kind are named")
                    );
                foreach (var evaluator in evaluators)
                {
                    foreach (var (offer, method, social) in marks)
                    {
                        await tell.AsAsync(evaluator, new ScoreBid(Evaluation, offer.Bid, Quality, method, "As the method statement says"));
                        await tell.AsAsync(
                            evaluator,
                            new ScoreBid(Evaluation, offer.Bid, SocialValue, social, "As promised, and believable")
                        );
                    }
                    await tell.AsAsync(evaluator, new SubmitScores(Evaluation));
                }
                foreach (var (offer, method, social) in marks)
                {
                    await tell.AsAsync(
                        office.Author,
                        new ReachConsensus(Evaluation, offer.Bid, Quality, method, "Both read it alike", [.. evaluators.Select(e => e.Id)])
                    );
                    await tell.AsAsync(
                        office.Author,
                        new ReachConsensus(
                            Evaluation,
                            offer.Bid,
                            SocialValue,
                            social,
                            "Both read it alike",
                            [.. evaluators.Select(e => e.Id)]
                        )
                    );
                }
                foreach (var evaluator in evaluators)
                    await tell.AsAsync(evaluator, new ConfirmConsensus(Evaluation));
                await tell.AsAsync(office.Author, new ConcludeQuality(Evaluation));
            }
        );
        tell.Scene(
            $"The prices for “{title}” are opened",
            tell.At(day + 5, 10),
            async () =>
            {
                await tell.AsAsync(office.FirstOpener, new RequestOpening(Id, BidPart.Price));
                await tell.AsAsync(office.SecondOpener, new RequestOpening(Id, BidPart.Price));
            }
        );
        tell.Scene(
            $"“{title}” is awarded and everybody is told",
            tell.At(day + 7, 10),
            async () =>
            {
                foreach (var (offer, _, _) in marks)
                    await tell.AsAsync(office.Author, new NameSubcontractors(Id, offer.Bid, []));
                await tell.AsAsync(
                    office.Author,
                    new RecordBidderChecks(
                        Id,
                        [.. marks.SelectMany(m => m.Offer.Members).Select(m => m.Id).Distinct()],
                        BidderChecks.Kinds,
                        "The central digital platform and the debarment list on GOV.UK",
                        tell.Day(day + 6),
                        CheckResult.Clear
                    )
                );
                await tell.AsAsync(office.Author, new ProposeAward(Evaluation, "Highest total by the published method"));
                await tell.AsAsync(office.Approver, new ApproveAward(AwardId));
                await tell.AsAsync(office.Author, new SendSummaries(AwardId));
            }
        );
        tell.Scene(
            $"The award of “{title}” is published",
            tell.At(day + 7, 15),
            () =>
                tell.AsAsync(
                    office.Author,
                    regime == RegimeCodes.PrivateVoluntary
                        ? new PublishAwardNotice(AwardId, StandstillWorkingDays: 8)
                        : new PublishAwardNotice(AwardId, NoticeNumber("UK6"), tell.At(day + 7, 14), 8)
                )
        );
    }

    /// <summary>The standstill is over; buyer and suppliers sign.</summary>
    public void Sign(int day, Figure buyer, IReadOnlyList<Company> suppliers)
    {
        tell.Scene($"The standstill of “{title}” is over", tell.At(day, 9), () => Task.CompletedTask);
        tell.Scene(
            $"The award of “{title}” is confirmed",
            tell.At(day, 10),
            () => tell.AsAsync(office.Approver, new ConfirmAward(AwardId))
        );
        tell.Scene(
            $"Everybody signs “{title}”",
            tell.At(day + 2, 10),
            async () =>
            {
                var prepared = await tell.FactAsync<ContractPrepared>(Contract);
                foreach (var signer in suppliers.Select(Cast.ManagerOf).Prepend(buyer))
                    await tell.AsAsync(
                        signer,
                        new SignContract(
                            Contract,
                            signer.For.Id,
                            prepared.TermsSha256,
                            "director",
                            SigningMethod.Typed,
                            "I may sign for my organisation and agree to these terms."
                        )
                    );
            }
        );
    }

    private string NoticeNumber(string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(Teller.Id($"notice/{key}/{kind}").GetHashCode()) % 1_000_000:000000}-2026");
}

/// <summary>A bid of the story: of one enterprise, or of a consortium whose members share the work.</summary>
internal sealed class Offer(
    Teller tell,
    Procurement procurement,
    string key,
    string method,
    decimal price,
    IReadOnlyDictionary<string, decimal> promises,
    params Company[] members
)
{
    public Guid Bid { get; } = Teller.Id($"bid/{key}");
    public Guid Consortium => Teller.Id($"consortium/{key}");
    public IReadOnlyList<Company> Members => members;
    private Figure Lead => Cast.ManagerOf(members[0]);

    /// <summary>
    /// The members come together and all accept the same terms; or, with <paramref name="waiting"/>, the last one has not yet.
    /// </summary>
    public void Agree(int day, string name, bool waiting = false) =>
        tell.Scene(
            $"{name} comes together",
            tell.At(day, 13),
            async () =>
            {
                await tell.AsAsync(Lead, new ProposeConsortium(Consortium, name, procurement.Id));
                foreach (var partner in members[1..])
                {
                    await tell.AsAsync(Lead, new InvitePartner(Consortium, partner.Id, "Partner"));
                    await tell.AsAsync(Cast.ManagerOf(partner), new JoinConsortium(Consortium, Confidentiality.Present.Sha256));
                }
                var shares = Share.SplitEqually(members.Length);
                await tell.AsAsync(
                    Lead,
                    new ProposeTerms(
                        Consortium,
                        [.. members.Select((m, i) => new ProposedMember(m.Id, i == 0 ? "Lead" : "Partner", shares[i].Percent))],
                        [procurement.Lot],
                        [
                            .. members.Select(
                                (m, i) =>
                                    new WorkPackage(
                                        Package(i),
                                        m.Name,
                                        procurement.Lot,
                                        m.Id,
                                        [],
                                        i == 0 ? [procurement.Requirement("capability"), procurement.Requirement("method")] : []
                                    )
                            ),
                        ],
                        "Jointly and severally",
                        "We do the work together and share as stated."
                    )
                );
                var proposed = await tell.FactAsync<TermsProposed>(Consortium);
                foreach (var member in waiting ? members[..^1] : members)
                    await tell.AsAsync(
                        Cast.ManagerOf(member),
                        new AcceptTerms(Consortium, proposed.Edition, proposed.Sha256, "None of us can do all of it alone", "director")
                    );
            }
        );

    public void Submit(int day) =>
        tell.Scene(
            $"{members[0].Name} submits a bid",
            tell.At(day, 16),
            async () =>
            {
                await StartAsync();
                await tell.AsAsync(Lead, new SaveBidPart(Bid, procurement.Requirement("capability"), new BidAnswer(Met: true)));
                await tell.AsAsync(Lead, new SaveBidPart(Bid, procurement.Requirement("method"), new BidAnswer(method)));
                foreach (var (name, quantity) in promises)
                    await tell.AsAsync(
                        Lead,
                        new SaveBidPart(
                            Bid,
                            procurement.Requirement(name),
                            new BidAnswer("We will report every quarter.", Quantity: quantity)
                        )
                    );
                var parts = new Money(price).Split([.. members.Select(_ => 1m)]);
                for (var i = 0; i < members.Length; i++)
                    await tell.AsAsync(
                        Cast.ManagerOf(members[i]),
                        new SaveBidPart(
                            Bid,
                            procurement.Requirement("price"),
                            new BidAnswer(Prices: [.. Lines(members[i].Name, parts[i], members.Length > 1 ? Package(i) : null)])
                        )
                    );
                await tell.AsAsync(Lead, new SubmitBid(Bid));
            }
        );

    // Three years of work and what it takes to begin; the last line brings the whole to the penny.
    private static IEnumerable<PriceLine> Lines(string what, Money price, Guid? package)
    {
        var year = new Money(decimal.Truncate(price.Amount * 0.3m));
        for (var n = 1; n <= 3; n++)
            yield return new PriceLine(what, year, package, 1, "year", year, n, 20);
        var rest = price - year * 3;
        yield return new PriceLine("Setting up", rest, package, 1, "sum", rest, 1, 20);
    }

    /// <summary>A bid that is being written.</summary>
    public void Begin(int day) =>
        tell.Scene(
            $"{members[0].Name} begins a bid",
            tell.At(day, 16),
            async () =>
            {
                await StartAsync();
                await tell.AsAsync(Lead, new SaveBidPart(Bid, procurement.Requirement("method"), new BidAnswer(method)));
            }
        );

    private Task StartAsync() =>
        tell.AsAsync(Lead, new StartBid(Bid, procurement.Id, [procurement.Lot], members.Length > 1 ? Consortium : null));

    private Guid Package(int i) => Teller.Id($"package/{key}/{i}");
}

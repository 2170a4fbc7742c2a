using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Somebody worries about a person's safety. It goes to the safeguarding leads, and into no record of the person.</summary>
public sealed record RaiseConcern(Guid CandidateId, [property: NewId] Guid ConcernId, string What) : Message, ICommand;

/// <summary>What a concern says, as it is sealed.</summary>
public sealed record ConcernWords(Guid CandidateId, string About, string What);

public static class RaiseConcernHandler
{
    public static readonly Refusal WhatMissing = new(
        "what-missing",
        "what",
        "Write what you saw or heard, in the person's words where you can"
    );
    public static readonly Refusal NoLeads = new(
        "no-safeguarding-leads",
        null,
        "Your organisation has named nobody who leads safeguarding. Call the council's safeguarding team, and 999 where somebody is in danger"
    );

    public sealed record Sealed(bool HasLeads, Protected? What);

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static async Task<Sealed> Load(
        RaiseConcern command,
        Candidate candidate,
        Stream<Concern> concern,
        Streams streams,
        Vault vault,
        CancellationToken cancel
    )
    {
        var leads = (await streams.FetchAsync<Safeguarding>(Safeguarding.IdOf(candidate.SupportOrganisation), cancel)).State.Leads;
        if (concern.Exists || leads.Count == 0 || string.IsNullOrWhiteSpace(command.What))
            return new Sealed(leads.Count > 0, null);
        var name = (await vault.RevealAsync(Candidate.SubjectOf(command.CandidateId), [candidate.Name], cancel))[0];
        var words = new ConcernWords(command.CandidateId, name ?? Protected.Erased, command.What.Trim());
        return new Sealed(
            true,
            await vault.SealAsync(Concern.SubjectOf(command.ConcernId), JsonSerializer.Serialize(words, EventJson.Options), cancel)
        );
    }

    public static Decision Handle(RaiseConcern command, Candidate candidate, Stream<Concern> concern, Sealed values, Actor actor)
    {
        if (concern.Exists)
            return Decision.Nothing;
        if (!values.HasLeads)
            return NoLeads;
        if (values.What is null)
            return WhatMissing;
        return Decision.On<Concern>(
            command.ConcernId,
            new ConcernRaised(command.ConcernId, candidate.SupportOrganisation, values.What, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RaiseConcern>(
            "POST",
            "/api/v1/candidates/{candidateId}/concerns",
            SkillsAccess.Coordinators,
            creates: "concernId"
        );
}

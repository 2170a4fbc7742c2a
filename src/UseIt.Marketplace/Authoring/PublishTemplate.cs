using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

/// <summary>
/// Puts a text in the place of a template from now on. What was written before keeps the text it was written with. A text that cannot be
/// rendered, wherever it is used and whatever may be missing there, is refused, and what is used stays.
/// </summary>
/// <param name="TemplateId">The file of <c>templates/</c>.</param>
/// <param name="Text">What it is to say.</param>
/// <param name="Seen">The version it was written from; 0 where nothing was published here before.</param>
public sealed record PublishTemplate(Guid TemplateId, string Text, int Seen) : Message, ICommand
{
    internal string Written => (Text ?? "").ReplaceLineEndings("\n");
}

public static class PublishTemplateHandler
{
    /// <summary>What the program brings, and what is wrong with the text.</summary>
    public sealed record Found(string Path, string ShippedSha256, IReadOnlyList<string> Mistakes);

    public static Access Authorise(PublishTemplate command, Actor actor, TemplateShelf shelf) =>
        TemplateAuthors.ToChange(actor, shelf, command.TemplateId);

    public static async Task<Found> Load(PublishTemplate command, TemplateShelf shelf, TemplateUses uses, CancellationToken cancel)
    {
        var path = shelf.PathOf(command.TemplateId)!;
        return new Found(
            path,
            TemplateShelf.Digest(shelf.Shipped(path)),
            string.IsNullOrWhiteSpace(command.Text) ? [] : await uses.WrongAsync(path, command.Written, cancel)
        );
    }

    public static Decision Handle(PublishTemplate command, AuthoredTemplate template, Found found, Actor actor)
    {
        var sha256 = TemplateShelf.Digest(command.Written);
        if (sha256 == (template.Sha256 ?? found.ShippedSha256))
            return Decision.Nothing;
        if (command.Seen != template.Version)
            return TemplateAuthors.Meanwhile(template.Version);
        if (string.IsNullOrWhiteSpace(command.Text))
            return TemplateAuthors.Missing;
        if (found.Mistakes.Count > 0)
            return TemplateAuthors.Broken(found.Mistakes);
        return Decision
            .On<AuthoredTemplate>(
                command.TemplateId,
                new TemplatePublished(command.TemplateId, found.Path, template.Version + 1, sha256, found.ShippedSha256, actor.Person)
            )
            .With("insert into authoring.template_text (sha256, text) values ($1, $2) on conflict do nothing", sha256, command.Written);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PublishTemplate>("POST", "/api/v1/templates/{templateId}/versions", TemplateAuthors.Authors);
}

namespace UseIt.Marketplace.Authoring;

public enum LetterForm
{
    /// <summary>Text whose first line is the subject.</summary>
    Mail,

    /// <summary>A page to print.</summary>
    Page,

    /// <summary>Text to take elsewhere.</summary>
    Notice,
}

/// <summary>One letter or notice. The public properties of its model are the variables of its template.</summary>
/// <param name="Folder">Where its template lies.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Form">What it is.</param>
/// <param name="Model">What it says something about.</param>
public sealed record LetterKind(string Folder, string Title, LetterForm Form, Type Model)
{
    public string Name => Folder[(Folder.LastIndexOf('/') + 1)..];

    public string Main =>
        Form switch
        {
            LetterForm.Page => $"{Folder}/letter.html.sbn",
            LetterForm.Mail => $"{Folder}/letter.txt.sbn",
            _ => $"{Folder}/notice.txt.sbn",
        };

    public IReadOnlyList<string> Folders => [Folder, "letters/parts"];
}

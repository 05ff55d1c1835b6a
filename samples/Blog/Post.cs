namespace Blog;

/// <summary>An article.</summary>
/// <param name="Slug">Its name in the address.</param>
/// <param name="Title">Its headline.</param>
/// <param name="Date">The day it was published.</param>
/// <param name="Summary">One sentence about it.</param>
/// <param name="Paragraphs">Its text.</param>
internal sealed partial record Post(string Slug, string Title, DateOnly Date, string Summary, string[] Paragraphs)
{
    public string Path => $"/posts/{Slug}";

    public static Post? Find(string slug) => All.FirstOrDefault(post => post.Slug == slug);
}

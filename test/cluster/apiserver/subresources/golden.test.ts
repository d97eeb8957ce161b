import { testConversations } from '../conversations';

testConversations('subresources');
